import type { Random } from '../random.ts'
import type { Palette } from './palettes.ts'
import { circle, line, n, path, polygon, rect, svg, times } from './svg.ts'
import type { Size } from './svg.ts'

/** Circles, arcs, bars and triangles, as painters of the 1920s set them. */
export function geometry(random: Random, palette: Palette, size: Size): string {
  const [dark, , , , light] = palette
  const { width, height } = size
  const at = (): [number, number] => [random.between(0.05, 0.95) * width, random.between(0.05, 0.95) * height]
  const discs = times(random.int(4, 8), () => {
    const [[x, y], radius] = [at(), random.between(0.04, 0.24) * height]
    return (
      circle(x, y, radius, random.pick(palette), 'opacity="0.88"') +
      circle(x, y, radius * random.between(0.3, 0.8), random.pick(palette), 'opacity="0.9"')
    )
  })
  const bars = times(random.int(5, 11), () => {
    const [[x, y], turn] = [at(), random.between(0, 180)]
    return rect(
      x,
      y,
      random.between(0.1, 0.5) * width,
      random.between(4, 40),
      random.pick(palette),
      `transform="rotate(${n(turn)} ${n(x)} ${n(y)})" opacity="0.92"`,
    )
  })
  const wedges = times(random.int(2, 5), () => polygon([at(), at(), at()], random.pick(palette), 'opacity="0.6"'))
  const arcs = times(random.int(3, 7), () => {
    const [[x, y], radius] = [at(), random.between(0.08, 0.3) * height]
    return path(
      `M${n(x - radius)} ${n(y)} A${n(radius)} ${n(radius)} 0 0 1 ${n(x + radius)} ${n(y)}`,
      'none',
      `stroke="${dark}" stroke-width="${n(random.between(2, 12))}"`,
    )
  })
  return svg(size, rect(0, 0, width, height, light) + wedges + discs + bars + arcs)
}

/** A plane divided again and again by straight bars, few fields of it coloured. */
export function fields(random: Random, palette: Palette, size: Size): string {
  const [dark, deep, middle, warm, light] = palette
  const divide = (x: number, y: number, width: number, height: number, depth: number): string => {
    if (depth === 0 || (width < 150 && height < 150)) {
      const colour = random.pick([light, light, '#ffffff', deep, middle, warm, dark])
      return rect(x, y, width, height, colour, `stroke="${dark}" stroke-width="10"`)
    }
    const cut = random.between(0.25, 0.75)
    return width > height
      ? divide(x, y, width * cut, height, depth - 1) + divide(x + width * cut, y, width * (1 - cut), height, depth - 1)
      : divide(x, y, width, height * cut, depth - 1) + divide(x, y + height * cut, width, height * (1 - cut), depth - 1)
  }
  return svg(size, divide(0, 0, size.width, size.height, random.int(4, 5)))
}

/** Square tiles with quarter circles, each turned by chance (after Truchet). */
export function tiles(random: Random, palette: Palette, size: Size): string {
  const side = size.width / random.int(6, 10)
  let body = rect(0, 0, size.width, size.height, palette[4])
  for (let y = 0; y < size.height; y += side) {
    for (let x = 0; x < size.width; x += side) {
      const [ground, first, second] = random.shuffle(palette)
      const quarter = (colour: string, reach: number): string =>
        path(`M${n(x)} ${n(y)} h${n(reach)} A${n(reach)} ${n(reach)} 0 0 1 ${n(x)} ${n(y + reach)} Z`, colour)
      const turn = random.int(0, 3) * 90
      body += rect(x, y, side + 0.5, side + 0.5, ground ?? palette[0])
      const quarters = quarter(first ?? palette[1], side) + quarter(second ?? palette[2], side * 0.55)
      body += `<g transform="rotate(${turn} ${n(x + side / 2)} ${n(y + side / 2)})">${quarters}</g>`
    }
  }
  return svg(size, body)
}

/** Wobbling rings around a few centres, like the heights on a map. */
export function rings(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const centres = Array.from(
    { length: random.int(2, 3) },
    () => [random.between(0.15, 0.85) * width, random.between(0.15, 0.85) * height] as const,
  )
  const body = centres.map(([x, y]) => {
    const phases = [random.between(0, 6.3), random.between(0, 6.3)] as const
    return times(16, at => {
      const reach = (16 - at) * height * 0.034
      const points = Array.from({ length: 72 }, (_, step): [number, number] => {
        const angle = (step / 72) * 2 * Math.PI
        const wobble = 1 + 0.16 * Math.sin(3 * angle + phases[0] + at * 0.12) + 0.1 * Math.sin(5 * angle + phases[1])
        return [x + Math.cos(angle) * reach * wobble * 1.25, y + Math.sin(angle) * reach * wobble]
      })
      return polygon(points, [deep, middle, warm, light][at % 4] ?? deep, `stroke="${dark}" stroke-width="2" opacity="0.94"`)
    })
  })
  return svg(
    size,
    rect(0, 0, width, height, dark) + times(30, at => line(0, (at * height) / 30, width, (at * height) / 30, deep, 1.5)) + body.join(''),
  )
}
