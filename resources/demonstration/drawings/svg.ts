/** A size in pixels. */
export interface Size {
  width: number
  height: number
}

export const n = (value: number): string => value.toFixed(1)

/** The data of a path, its numbers written as all others: `outline`M${x} ${y} H${end} Z``. */
export const outline = (words: TemplateStringsArray, ...numbers: number[]): string => String.raw({ raw: words }, ...numbers.map(n))

export const svg = ({ width, height }: Size, body: string, definitions = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
  `<defs>${definitions}</defs>${body}</svg>`

export const verticalGradient = (id: string, colours: readonly string[]): string => {
  const stops = colours.map((colour, at) => `<stop offset="${n((100 * at) / (colours.length - 1))}%" stop-color="${colour}"/>`)
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient>`
}

export const radialGradient = (id: string, light: string, dark: string): string =>
  `<radialGradient id="${id}" cx="35%" cy="30%" r="75%"><stop offset="0" stop-color="${light}"/>` +
  `<stop offset="1" stop-color="${dark}"/></radialGradient>`

export const rect = (x: number, y: number, width: number, height: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`

export const circle = (x: number, y: number, radius: number, fill: string, more = ''): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" ${more}/>`

export const polygon = (points: readonly (readonly [number, number])[], fill: string, more = ''): string =>
  `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="${fill}" ${more}/>`

export const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, width: number): string =>
  `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round"/>`

export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`

export const times = (count: number, draw: (at: number) => string): string => Array.from({ length: count }, (_, at) => draw(at)).join('')
