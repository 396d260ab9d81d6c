import type { Random } from '../random.ts'
import type { Palette } from './palettes.ts'
import { circle, line, path, polygon, rect, svg, times, verticalGradient } from './svg.ts'
import type { Size } from './svg.ts'

/** A line of hills: a sum of three waves, as points from left to right. */
function ridge(random: Random, { width, height }: Size, base: number, rise: number): [number, number][] {
  const waves = [1, 2.3, 5.1].map(pace => ({ pace, phase: random.between(0, 6.3), weight: random.between(0.4, 1) / pace }))
  return Array.from({ length: 49 }, (_, at): [number, number] => {
    const sum = waves.reduce((total, wave) => total + wave.weight * Math.sin(wave.phase + (at / 48) * 6.3 * wave.pace), 0)
    return [(at / 48) * width, height * base - height * rise * sum]
  })
}

const pine = (x: number, y: number, size: number, colour: string): string =>
  times(3, at =>
    polygon(
      [
        [x - size * (0.34 - at * 0.08), y - size * at * 0.27],
        [x + size * (0.34 - at * 0.08), y - size * at * 0.27],
        [x, y - size * (0.5 + at * 0.27)],
      ],
      colour,
    ),
  ) + rect(x - size * 0.04, y - 1, size * 0.08, size * 0.14, colour)

/** Hills behind hills under a low sun, with pines in front. */
export function hills(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const sun = circle(
    random.between(0.15, 0.85) * width,
    random.between(0.2, 0.42) * height,
    random.between(0.06, 0.12) * height,
    light,
    'opacity="0.9"',
  )
  const layers = times(5, at => {
    const points = ridge(random, size, 0.45 + at * 0.12, 0.07 + random.between(-0.02, 0.03))
    const colour = [middle, middle, deep, deep, dark][at] ?? dark
    return polygon([[0, height], ...points, [width, height]], colour, `opacity="${(0.45 + at * 0.13).toFixed(2)}"`)
  })
  const pines = times(random.int(9, 22), () =>
    pine(random.between(0, width), random.between(0.88, 1.02) * height, random.between(0.08, 0.24) * height, dark),
  )
  const birds = times(random.int(3, 8), () => {
    const [x, y, span] = [random.between(0.1, 0.9) * width, random.between(0.08, 0.35) * height, random.between(6, 18)]
    return path(
      `M${x - span} ${y} q${span / 2} ${-span / 2} ${span} 0 q${span / 2} ${-span / 2} ${span} 0`,
      'none',
      `stroke="${dark}" stroke-width="2.5"`,
    )
  })
  return svg(size, rect(0, 0, width, height, 'url(#sky)') + sun + birds + layers + pines, verticalGradient('sky', [deep, warm, light]))
}

/** The sea under a low sun: its light on the water, islands, sails. */
export function sea(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const horizon = height * random.between(0.42, 0.58)
  const sunX = width * random.between(0.25, 0.75)
  const glitter = times(70, at => {
    const y = horizon + ((at + 1) / 70) ** 1.4 * (height - horizon)
    const reach = 14 + (y - horizon) * random.between(0.1, 0.5)
    return line(sunX - reach * random.next(), y, sunX + reach * random.next(), y, light, random.between(1, 5))
  })
  const islands = times(random.int(1, 3), () => {
    const [x, reach, rise] = [random.between(0, width), random.between(0.08, 0.25) * width, random.between(0.04, 0.13) * height]
    return path(
      `M${x - reach} ${horizon} Q${x - reach / 3} ${horizon - rise * 1.6} ${x} ${horizon - rise} T${x + reach} ${horizon} Z`,
      deep,
    )
  })
  const sails = times(random.int(2, 5), () => {
    const y = horizon + random.between(0.04, 0.32) * height
    const [x, tall] = [random.between(0.08, 0.92) * width, (y - horizon) * 0.7 + 24]
    const hull = path(`M${x - tall * 0.4} ${y} h${tall * 0.8} l${-tall * 0.16} ${tall * 0.14} h${-tall * 0.48} Z`, dark)
    return (
      hull +
      polygon(
        [
          [x, y - 4],
          [x, y - tall],
          [x + tall * 0.36, y - 6],
        ],
        light,
      ) +
      polygon(
        [
          [x - 4, y - 4],
          [x - 4, y - tall * 0.8],
          [x - tall * 0.3, y - 6],
        ],
        warm,
      )
    )
  })
  const water = rect(0, horizon, width, height - horizon, 'url(#water)')
  const sun = circle(sunX, horizon - height * random.between(0.02, 0.2), height * random.between(0.05, 0.1), light)
  return svg(
    size,
    rect(0, 0, width, height, 'url(#sky)') + sun + islands + water + glitter + sails,
    verticalGradient('sky', [deep, middle, warm]) + verticalGradient('water', [middle, deep, dark]),
  )
}

/** Houses at night: lit windows, a moon, stars. */
export function town(random: Random, [dark, deep, middle, warm, light]: Palette, size: Size): string {
  const { width, height } = size
  const stars = times(90, () =>
    circle(random.between(0, width), random.between(0, 0.6) * height, random.between(0.6, 2.2), light, 'opacity="0.8"'),
  )
  const moon = circle(random.between(0.15, 0.85) * width, random.between(0.12, 0.3) * height, random.between(0.05, 0.09) * height, light)
  const row = (base: number, colour: string, lit: number): string => {
    let houses = ''
    for (let x = -20; x < width;) {
      const [wide, tall] = [random.between(0.05, 0.11) * width, random.between(0.16, 0.5) * height * base]
      houses += rect(x, height - tall, wide, tall, colour)
      if (random.next() < 0.4)
        houses += polygon(
          [
            [x, height - tall],
            [x + wide, height - tall],
            [x + wide / 2, height - tall - wide * 0.4],
          ],
          colour,
        )
      const pitch = wide / 5
      for (let wy = height - tall + pitch * 0.6; wy < height - pitch; wy += pitch * 1.3)
        for (let column = 0; column < 4; column++)
          if (random.next() < lit)
            houses += rect(x + pitch * (column + 0.65), wy, pitch * 0.6, pitch * 0.75, random.next() < 0.8 ? warm : light)
      x += wide + random.between(0, 10)
    }
    return houses
  }
  return svg(
    size,
    rect(0, 0, width, height, 'url(#sky)') + stars + moon + row(1.25, deep, 0.16) + row(0.8, dark, 0.45),
    verticalGradient('sky', [dark, deep, middle]),
  )
}
