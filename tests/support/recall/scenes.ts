import { randomOf } from '../made-pixels.ts'

/** Drawn scenes as SVG, each of another origin for another seed: what the recall of the views is measured on. All are harmless by construction. */

export type Scene = { svg: string; width: number; height: number }
type Random = () => number
type Painter = (random: Random, width: number, height: number) => string

const between = (random: Random, low: number, high: number): number => low + (high - low) * random()
const times = (count: number, make: (i: number) => string): string => Array.from({ length: Math.floor(count) }, (_, i) => make(i)).join('')
const shade = (random: Random, low = 0, high = 255): string => {
  const channel = (): number => Math.round(between(random, low, high))
  return `rgb(${channel()},${channel()},${channel()})`
}

/** A ridge of mountains, in midpoints that wander. */
function ridge(random: Random, width: number, height: number, level: number, roughness: number): string {
  const points: string[] = []
  let y = level
  for (let x = 0; x <= width; x += width / 40) {
    y += between(random, -roughness, roughness)
    points.push(`${x.toFixed(1)},${y.toFixed(1)}`)
  }
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${shade(random, 20, 190)}"/>`
}

const landscape: Painter = (random, width, height) => {
  const layers = 3 + Math.floor(random() * 3)
  return [
    `<rect width="100%" height="100%" fill="${shade(random, 130, 245)}"/>`,
    `<circle cx="${random() * width}" cy="${random() * height * 0.4}" r="${between(random, 0.05, 0.12) * width}" fill="${shade(random, 190, 255)}"/>`,
    times(layers, i => ridge(random, width, height, height * (0.3 + (0.6 * i) / layers), height * between(random, 0.02, 0.07))),
    times(between(random, 3, 25), () => tree(random, width, height)),
  ].join('')
}

function tree(random: Random, width: number, height: number): string {
  const [x, y, size] = [random() * width, between(random, 0.55, 1) * height, between(random, 0.04, 0.14) * height]
  return `<rect x="${x - size / 12}" y="${y - size / 2}" width="${size / 6}" height="${size}" fill="${shade(random, 20, 80)}"/><ellipse cx="${x}" cy="${y - size}" rx="${size * 0.6}" ry="${size}" fill="${shade(random, 10, 140)}"/>`
}

const stillLife: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random, 40, 200)}"/><rect y="${between(random, 0.5, 0.75) * height}" width="100%" height="100%" fill="${shade(random, 30, 160)}"/>` +
  times(between(random, 6, 16), i => {
    const [x, y, rx, ry] = [random() * width, between(random, 0.3, 0.95) * height, between(random, 0.04, 0.17) * width, between(random, 0.04, 0.2) * height]
    const id = `g${i}`
    return `<radialGradient id="${id}" cx="${random()}" cy="${random()}"><stop offset="0" stop-color="${shade(random, 120, 255)}"/><stop offset="1" stop-color="${shade(random, 0, 140)}"/></radialGradient>
    <ellipse cx="${x + rx * 0.3}" cy="${y + ry}" rx="${rx * 1.2}" ry="${ry * 0.2}" fill="black" fill-opacity="0.4"/><ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="url(#${id})"/>`
  })

const town: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random, 20, 240)}"/>` +
  times(between(random, 7, 15), () => {
    const [x, w, h] = [between(random, -0.1, 1) * width, between(random, 0.07, 0.25) * width, between(random, 0.25, 0.85) * height]
    const [rows, columns, lit] = [between(random, 3, 9), between(random, 2, 5), shade(random, 100, 255)]
    const panes = times(rows, row =>
      times(columns, column =>
        random() < 0.3 ? '' : `<rect x="${x + (w * (column + 0.25)) / columns}" y="${height - h + (h * (row + 0.25)) / rows}" width="${w / columns / 2}" height="${h / rows / 2}" fill="${lit}"/>`,
      ),
    )
    return `<rect x="${x}" y="${height - h}" width="${w}" height="${h}" fill="${shade(random, 20, 200)}"/>${panes}`
  })

const room: Painter = (random, width, height) => {
  const [x, y, w, h] = [between(random, 0.15, 0.4) * width, between(random, 0.1, 0.35) * height, between(random, 0.3, 0.5) * width, between(random, 0.25, 0.4) * height]
  const wall = (points: string): string => `<polygon points="${points}" fill="${shade(random, 30, 230)}"/>`
  const pieces = times(between(random, 4, 10), () => {
    const [px, py, pw, ph] = [random() * width, between(random, 0.4, 0.9) * height, between(random, 0.08, 0.3) * width, between(random, 0.08, 0.3) * height]
    return `<g fill="${shade(random)}" stroke="${shade(random, 0, 90)}" stroke-width="3"><rect x="${px}" y="${py}" width="${pw}" height="${ph}"/><polygon points="${px},${py} ${px + pw * 0.3},${py - ph * 0.4} ${px + pw * 1.3},${py - ph * 0.4} ${px + pw},${py}"/></g>`
  })
  return (
    wall(`0,0 ${width},0 ${x + w},${y} ${x},${y}`) + wall(`0,${height} ${width},${height} ${x + w},${y + h} ${x},${y + h}`) + wall(`0,0 ${x},${y} ${x},${y + h} 0,${height}`) +
    wall(`${width},0 ${x + w},${y} ${x + w},${y + h} ${width},${height}`) + wall(`${x},${y} ${x + w},${y} ${x + w},${y + h} ${x},${y + h}`) + pieces
  )
}

const leaves: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random, 10, 110)}"/>` +
  times(between(random, 40, 160), () => {
    const [x, y, size] = [random() * width, random() * height, between(random, 0.02, 0.16) * width]
    return `<ellipse cx="${x}" cy="${y}" rx="${size}" ry="${size * between(random, 0.15, 0.5)}" transform="rotate(${random() * 180} ${x} ${y})" fill="${shade(random, 10, 235)}"/>`
  })

const poster: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random)}"/>` +
  times(between(random, 4, 12), i => {
    const [x, y, size] = [random() * width, random() * height, between(random, 0.08, 0.35) * Math.min(width, height)]
    const turned = `transform="rotate(${random() * 90} ${x} ${y})" fill="${shade(random)}"`
    if (i % 3 === 0) return `<circle cx="${x}" cy="${y}" r="${size}" ${turned}/>`
    if (i % 3 === 1) return `<rect x="${x - size}" y="${y - size / 2}" width="${size * 2}" height="${size}" ${turned}/>`
    return `<polygon points="${x},${y - size} ${x + size},${y + size} ${x - size},${y + size}" ${turned}/>`
  }) +
  lines(random, { x: width * between(random, 0.05, 0.4), y: height * between(random, 0.1, 0.7), width: width * 0.5, count: 3, size: height * 0.06 })

const chart: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random, 190, 245)}"/>` +
  times(between(random, 6, 14), i => {
    const [w, h] = [width / 17, between(random, 0.1, 0.8) * height]
    return `<rect x="${width * 0.08 + i * w * 1.15}" y="${height * 0.92 - h}" width="${w}" height="${h}" fill="${shade(random, 0, 200)}"/>`
  }) +
  `<polyline fill="none" stroke="${shade(random, 0, 120)}" stroke-width="${width / 80}" points="${times(14, i => `${(i * width) / 13},${between(random, 0.1, 0.9) * height} `)}"/>` +
  lines(random, { x: width * 0.1, y: height * 0.05, width: width * 0.4, count: 2, size: height * 0.04 })

/** A page of an application: panels, pictures in them, words. */
const screen: Painter = (random, width, height) =>
  `<rect width="100%" height="100%" fill="${shade(random, 200, 250)}"/><rect width="${between(random, 0.15, 0.3) * width}" height="100%" fill="${shade(random, 20, 120)}"/><rect width="100%" height="${height * 0.09}" fill="${shade(random, 0, 160)}"/>` +
  times(between(random, 3, 7), () => {
    const [x, y, w, h] = [between(random, 0.2, 0.8) * width, between(random, 0.12, 0.8) * height, between(random, 0.12, 0.4) * width, between(random, 0.1, 0.35) * height]
    return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${shade(random)}"/>${lines(random, { x, y: y + h, width: w, count: 4, size: height * 0.025 })}`
  })

/** Lines of words that nobody can read: bars of the height of letters, with gaps. */
export function lines(random: Random, at: { x: number; y: number; width: number; count: number; size: number }, ink = shade(random, 0, 90)): string {
  return times(at.count, row => {
    let out = ''
    for (let x = at.x; x < at.x + at.width * between(random, 0.6, 1); ) {
      const letter = at.size * between(random, 0.15, 0.5)
      if (random() > 0.18) out += `<rect x="${x.toFixed(1)}" y="${(at.y + row * at.size * 1.7 - (random() < 0.3 ? at.size * 0.3 : 0)).toFixed(1)}" width="${(letter * 0.7).toFixed(1)}" height="${(at.size * between(random, 0.6, 1)).toFixed(1)}" fill="${ink}"/>`
      x += letter
    }
    return out
  })
}

const PAINTERS: readonly Painter[] = [landscape, stillLife, town, leaves, room, landscape, leaves, stillLife, poster, screen, town, chart]
/** Of the painters, those whose scenes get a camera's light and grain (pictures.ts). */
const GRAPHIC: readonly Painter[] = [poster, screen, chart]
const SHAPES = [[800, 600], [640, 640], [600, 840], [1000, 560], [720, 480], [480, 900]] as const

export function sceneOf(seed: number): Scene & { isGraphic: boolean } {
  const random = randomOf(seed * 7919 + 13)
  const paint = PAINTERS[seed % PAINTERS.length]!
  const [width, height] = SHAPES[Math.floor(random() * SHAPES.length)]!
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${paint(random, width, height)}</svg>`
  return { svg, width, height, isGraphic: GRAPHIC.includes(paint) }
}
