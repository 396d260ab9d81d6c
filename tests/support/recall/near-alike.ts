import sharp from 'sharp'
import { randomOf } from '../made-pixels.ts'
import { rawOf, type Raw } from './pictures.ts'
import { lines } from './scenes.ts'

/** Pictures that are near to one another and not the same: what a perceptual hash takes for the same picture most easily. */

const SIDE = 256

type Random = () => number

/** Strokes between the points of a grid of so many by so many, like a letter. */
function glyph(random: Random, at: { left: number; top: number; size: number; points: number; strokes: number }, ink: string): string {
  const place = (from: number): string => (from + (Math.floor(random() * at.points) * at.size) / (at.points - 1)).toFixed(1)
  const path = Array.from({ length: at.strokes }, (_, i) => `${i === 0 ? 'M' : 'L'}${place(at.left)},${place(at.top)}`).join(' ')
  return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${at.size / 6}"/>`
}

/** The same sheet with a folded corner and two lines, and another mark on it: small on one icon, large on the next. */
const icon = (random: Random): string => {
  const size = 26 + 50 * random()
  return (
    '<rect width="256" height="256" fill="white"/><path d="M40,16 H160 L216,72 V240 H40 Z" fill="#2f6fd0"/><path d="M160,16 V72 H216 Z" fill="#c8dcf8"/><rect x="60" y="88" width="90" height="12" fill="white"/><rect x="60" y="110" width="60" height="12" fill="white"/>' +
    glyph(random, { left: 130 - size / 2, top: 180 - size / 2, size, points: 4, strokes: 4 }, 'white')
  )
}

const letter = (random: Random): string => `<rect width="256" height="256" fill="#f2f2ee"/>${glyph(random, { left: 56, top: 48, size: 150, points: 3, strokes: 4 }, '#181818')}`

/** A plate that is the same when it is turned: on this one a picture is near to the turned ones of the others too. */
const sign = (random: Random): string =>
  `<rect width="256" height="256" fill="white"/><circle cx="128" cy="128" r="104" fill="#b02020"/><circle cx="128" cy="128" r="78" fill="white"/>${glyph(random, { left: 102, top: 102, size: 26 + 30 * random(), points: 4, strokes: 4 }, '#181818')}`

/** A form: one head and one text for all, and some lines that were filled in. */
const page = (random: Random): string =>
  `<rect width="256" height="256" fill="white"/><rect x="24" y="18" width="208" height="22" fill="#303030"/>${lines(randomOf(1), { x: 24, y: 54, width: 208, count: 9, size: 8 }, '#202020')}${lines(random, { x: 24, y: 180, width: 208, count: 4, size: 8 }, '#202020')}`

const PAINTERS = { icon, letter, page, sign }
export type NearAlike = keyof typeof PAINTERS

/** Pictures of a kind, always the same ones. */
export function nearAlikePictures(kind: NearAlike, count: number): Promise<Raw[]> {
  const svg = (index: number): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${PAINTERS[kind](randomOf(index * 104_729 + 7))}</svg>`
  return Promise.all(Array.from({ length: count }, (_, index) => rawOf(sharp(Buffer.from(svg(index))))))
}
