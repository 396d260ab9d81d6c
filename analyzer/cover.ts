import type { Grey } from './grey.ts'
import { mirroredRow, withoutBorders } from './mirrored-row.ts'
import { sharp } from './sharp.ts'

/** No side of a covered derivative is longer, px. */
export const COVERED_SIDE = 160
export const THUMBNAIL_SIDE = 112

/** σ of the cover, as a share of the shown short side (exposure.md, default 1). */
const SIGMA_SHARE = 0.04
/** Sharp's own lower limit is 0.3 px; below 1 px a Gaussian hides nothing. */
const SMALLEST_SIGMA = 1
/** Where the Gaussian's mask is cut: a coarser cut leaves side lobes through which detail passes. */
const MASK_CUT = 0.005

const rawGrey = ({ width, height }: Grey): { raw: { width: number; height: number; channels: 1 } } => ({ raw: { width, height, channels: 1 } })

/** Turns by EXIF orientation (1 … 8) so that the picture stands upright. Sharp mirrors before it rotates. */
function upright(picture: ReturnType<typeof sharp>, orientation: number): ReturnType<typeof sharp> {
  const angle = { 3: 180, 5: 90, 6: 90, 7: 90, 8: 270 }[orientation] ?? 0
  let turned = picture
  if (orientation === 4 || orientation === 5) turned = turned.flip()
  if (orientation === 2 || orientation === 7) turned = turned.flop()
  return angle === 0 ? turned : turned.rotate(angle)
}

async function toGrey(picture: ReturnType<typeof sharp>): Promise<Grey> {
  const { data, info } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  if (info.channels !== 1) throw new Error('a grey picture has one channel')
  return { pixels: data, width: info.width, height: info.height }
}

/** RGB pixels → grey, upright, no side over `side`; never enlarged. Not covered yet. */
export async function smallGrey(
  rgb: { pixels: Uint8Array; width: number; height: number },
  orientation: number,
  side: number,
): Promise<Grey> {
  const { width, height } = rgb
  const small = await sharp(rgb.pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { channels } = small.info
  const grey = sharp(small.data, { raw: { width: small.info.width, height: small.info.height, channels: channels as 1 } })
  return toGrey(upright(grey, orientation))
}

/** A smaller version of a grey picture. */
export async function shrunk(grey: Grey, side: number): Promise<Grey> {
  return toGrey(sharp(grey.pixels, rawGrey(grey)).resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }))
}

/** The Gaussian cover: σ = 4 % of the short side of what is shown. */
export async function covered(grey: Grey): Promise<Grey> {
  return coveredRow([grey])
}

/** Pictures of one size side by side, each covered by itself. */
export async function coveredRow(pictures: readonly Grey[]): Promise<Grey> {
  const { width, height } = pictures[0]!
  const sigma = Math.max(SMALLEST_SIGMA, SIGMA_SHARE * Math.min(width, height))
  const border = Math.ceil(sigma * Math.sqrt(-2 * Math.log(MASK_CUT)))
  const row = mirroredRow(pictures, border)
  const blurred = await toGrey(sharp(row.pixels, rawGrey(row)).blur({ sigma, minAmplitude: MASK_CUT, precision: 'float' }))
  return withoutBorders(blurred, pictures.length, border)
}

/** JPEG of a covered picture; its few low frequencies cost little at high quality, and blocks would look like detail. */
export async function encodeGrey(grey: Grey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await sharp(grey.pixels, rawGrey(grey)).jpeg({ quality: 92 }).toBuffer())
}
