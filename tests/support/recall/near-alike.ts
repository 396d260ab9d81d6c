import sharp from 'sharp'
import { randomOf } from '../made-pixels.ts'
import { rawOf, type Raw } from './pictures.ts'
import { lines } from './scenes.ts'

/** Pictures that are near to one another and not the same: what a perceptual hash takes for the same picture most easily. */

const SIDE = 256
const GLYPH = 5

/** Strokes between the points of a small grid, like a letter. */
function glyph(random: () => number, left: number, top: number, size: number, ink: string): string {
  const point = (): string => `${(left + (Math.floor(random() * GLYPH) * size) / (GLYPH - 1)).toFixed(1)},${(top + (Math.floor(random() * GLYPH) * size) / (GLYPH - 1)).toFixed(1)}`
  const path = Array.from({ length: 3 + Math.floor(random() * 3) }, (_, i) => `${i === 0 ? 'M' : 'L'}${point()}`).join(' ')
  return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${size / 7}"/>`
}

/** The same plate and ring around another mark. */
const icon = (random: () => number): string =>
  `<rect width="256" height="256" fill="white"/><rect x="20" y="20" width="216" height="216" rx="44" fill="#2f6fd0"/><circle cx="128" cy="128" r="78" fill="none" stroke="white" stroke-width="13"/>` +
  glyph(random, 92, 92, 72, 'white')

const letter = (random: () => number): string => `<rect width="256" height="256" fill="#f2f2ee"/>${glyph(random, 56, 48, 150, '#181818')}`

/** A page of words under one head, with one margin. */
const page = (random: () => number): string =>
  `<rect width="256" height="256" fill="white"/><rect x="24" y="18" width="208" height="22" fill="#303030"/>${lines(random, { x: 24, y: 54, width: 208, count: 14, size: 8 }, '#202020')}`

const PAINTERS = [icon, letter, page]

/** Picture number `index` of the set: icons, letters and pages by turns. */
export function nearAlikePicture(index: number): Promise<Raw> {
  const svg = PAINTERS[index % PAINTERS.length]!(randomOf(index * 104_729 + 7))
  return rawOf(sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${svg}</svg>`)))
}
