import type { Random } from '../random.ts'
import type { Palette } from './palettes.ts'
import { circle, n, outline, path, radialGradient, rect, svg, times, verticalGradient } from './svg.ts'
import type { Size } from './svg.ts'

const FRUITS: readonly [light: string, dark: string][] = [
  ['#f9c784', '#c4561b'],
  ['#f2a38f', '#9b1f2d'],
  ['#dbe7a0', '#5f7d1e'],
  ['#fff0a8', '#d1981a'],
  ['#c9a5d8', '#4b2660'],
]

/** A bottle with its middle at `x`, its foot at `foot`, half as wide as `2 · wide`. */
function drawBottle(x: number, foot: number, wide: number, tall: number, [glass, shine, label]: readonly [string, string, string]): string {
  const [shoulder, neck, top] = [foot - tall * 0.62, foot - tall * 0.8, foot - tall]
  const bend = foot - tall * 0.75
  const left = outline`M${x - wide} ${foot} V${shoulder} Q${x - wide} ${bend} ${x - wide * 0.35} ${neck} V${top}`
  const right = outline`H${x + wide * 0.35} V${neck} Q${x + wide} ${bend} ${x + wide} ${shoulder} V${foot} Z`
  return (
    path(`${left} ${right}`, glass) +
    rect(x - wide * 0.7, foot - tall * 0.58, wide * 0.25, tall * 0.5, shine, 'opacity="0.35" rx="8"') +
    rect(x - wide, foot - tall * 0.45, wide * 2, tall * 0.22, label, 'opacity="0.85"')
  )
}

/** Fruit, a bottle and a bowl on a table. */
export function table(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const edge = height * random.between(0.6, 0.7)
  const wall = rect(0, 0, width, edge, 'url(#wall)')
  const cloth =
    rect(0, edge, width, height - edge, 'url(#cloth)') +
    times(9, at => rect(0, edge + (at * (height - edge)) / 9, width, 3, light, 'opacity="0.25"'))
  const [bx, tall, wide] = [width * random.between(0.18, 0.4), height * random.between(0.36, 0.5), width * random.between(0.055, 0.085)]
  const foot = edge + height * 0.08
  const bottle = drawBottle(bx, foot, wide, tall, [deep, light, warm])
  const [cx, reach] = [width * random.between(0.6, 0.75), width * random.between(0.14, 0.2)]
  const fruit = (x: number, y: number, radius: number): string => {
    const kind = random.int(0, FRUITS.length - 1)
    const shade = `<ellipse cx="${n(x)}" cy="${n(y + radius)}" rx="${n(radius)}" ry="${n(radius * 0.22)}" fill="${dark}" opacity="0.28"/>`
    return (
      shade +
      circle(x, y, radius, `url(#fruit${kind})`) +
      circle(x - radius * 0.35, y - radius * 0.4, radius * 0.14, '#ffffff', 'opacity="0.65"')
    )
  }
  const bowlTop = edge - height * 0.06
  const heap = times(random.int(5, 7), () =>
    fruit(cx + random.between(-0.7, 0.7) * reach, bowlTop - random.between(0, 0.1) * height, height * random.between(0.055, 0.085)),
  )
  const bowl = path(
    `M${n(cx - reach)} ${n(bowlTop)} Q${n(cx)} ${n(bowlTop + reach * 1.25)} ${n(cx + reach)} ${n(bowlTop)} Z`,
    middle,
    `stroke="${dark}" stroke-width="3"`,
  )
  const strewn = times(random.int(2, 5), () =>
    fruit(width * random.between(0.08, 0.92), height * random.between(0.8, 0.9), height * random.between(0.05, 0.08)),
  )
  const definitions = FRUITS.map(([bright, shade], at) => radialGradient(`fruit${at}`, bright, shade)).join('')
  return svg(
    size,
    wall + cloth + bottle + heap + bowl + strewn,
    definitions + verticalGradient('wall', [dark, deep, middle]) + verticalGradient('cloth', [warm, deep]),
  )
}

/** A bunch of flowers in a vase. */
export function flowers(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const [vx, mouth, reach] = [width * random.between(0.42, 0.58), height * 0.66, width * random.between(0.06, 0.09)]
  const heads = Array.from(
    { length: random.int(7, 12) },
    () => [width * random.between(0.14, 0.86), height * random.between(0.1, 0.52)] as const,
  )
  const stems = heads.map(([x, y]) =>
    path(`M${n(vx)} ${n(mouth)} Q${n(vx)} ${n((mouth + y) / 2)} ${n(x)} ${n(y)}`, 'none', `stroke="${deep}" stroke-width="6"`),
  )
  const petals = heads.map(([x, y]) => {
    const [count, length, colour] = [random.int(5, 11), height * random.between(0.05, 0.1), random.pick([warm, middle, light, '#ffffff'])]
    const petal = `<ellipse cx="${n(x)}" cy="${n(y - length * 0.6)}" rx="${n(length * 0.3)}" ry="${n(length * 0.62)}" fill="${colour}"`
    const around = times(count, at => `${petal} transform="rotate(${n((at * 360) / count)} ${n(x)} ${n(y)})"/>`)
    return around + circle(x, y, length * 0.28, dark)
  })
  const [top, belly, bottom] = [mouth, height * 0.82, height * 0.95]
  const left = outline`M${vx - reach} ${top} Q${vx - reach * 2.4} ${belly} ${vx - reach} ${bottom}`
  const right = outline`H${vx + reach} Q${vx + reach * 2.4} ${belly} ${vx + reach} ${top} Z`
  const vase = path(`${left} ${right}`, warm, `stroke="${dark}" stroke-width="3"`)
  const bands = times(3, at => rect(vx - reach * 1.55, height * (0.76 + at * 0.05), reach * 3.1, 5, dark, 'opacity="0.5"'))
  return svg(
    size,
    rect(0, 0, width, height, 'url(#wall)') +
      rect(0, height * 0.88, width, height * 0.12, deep) +
      stems.join('') +
      petals.join('') +
      vase +
      bands,
    verticalGradient('wall', [light, middle]),
  )
}
