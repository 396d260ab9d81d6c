import { canvasOfRgb, shrink } from '../native/index.ts'
import type { Grey } from '../native/index.ts'

export type { Grey } from '../native/index.ts'

type Size = { width: number; height: number }

/** No side of a covered derivative is longer, px: above the cover's cut-off there is nothing that more pixels could show. */
export const COVERED_SIDE = 80

/** σ of the cover, as a share of the shown short side (exposure.md, default 1). */
const SIGMA_SHARE = 0.04
/** Below 1 px a Gaussian hides nothing. */
const SMALLEST_SIGMA = 1
/** Where the Gaussian's mask is cut: a coarser cut leaves side lobes through which detail passes. */
const MASK_CUT = 0.005

/** The size within `side` of a picture of this shape; never enlarged. */
function within({ width, height }: Size, side: number): Size {
  const share = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

/** Turns by EXIF orientation (1 … 8) so that the picture stands upright: 5 … 8 have rows for columns. */
function upright({ pixels, width, height }: Grey, orientation: number): Grey {
  const swaps = orientation >= 5 && orientation <= 8
  const mirrorsX = [2, 3, 7, 8].includes(orientation)
  const mirrorsY = [3, 4, 6, 7].includes(orientation)
  const turned: Grey = { pixels: new Uint8Array(pixels.length), width: swaps ? height : width, height: swaps ? width : height }
  for (let y = 0, to = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++, to++) {
      const [column, row] = swaps ? [y, x] : [x, y]
      turned.pixels[to] = pixels[(mirrorsY ? height - 1 - row : row) * width + (mirrorsX ? width - 1 - column : column)]!
    }
  }
  return turned
}

/** A picture's canvas (native/canvas.ts) → grey in the picture's shape, upright, no side over `COVERED_SIDE`. Not covered yet. */
export function smallGrey(canvas: Grey, picture: Size, orientation: number): Grey {
  const { width, height } = within(picture, COVERED_SIDE)
  return upright(shrink(canvas, width, height), orientation)
}

/** The same of a video's frame. */
export function smallGreyOfFrame(frame: Grey & { channels: number }, orientation: number): Grey {
  return smallGrey(canvasOfRgb(frame.pixels, frame.width, frame.height, frame.channels), frame, orientation)
}

/** One half of a Gaussian's mask, from its middle outwards; the whole sums to 1. */
function maskOf(sigma: number): Float32Array {
  const reach = Math.ceil(sigma * Math.sqrt(-2 * Math.log(MASK_CUT)))
  const mask = Float32Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = mask.reduce((all, value) => all + 2 * value, -mask[0]!)
  return mask.map(value => value / sum)
}

/** Where places before the first and past the last are read: mirrored, for a repeated edge would show through as a line. */
function mirroredPlaces(length: number, reach: number): Int32Array {
  return Int32Array.from({ length: length + 2 * reach }, (_, i) => {
    const place = (((i - reach) % (2 * length)) + 2 * length) % (2 * length)
    return place < length ? place : 2 * length - 1 - place
  })
}

/** Blurs along the rows and turns rows into columns: twice applied, the picture is blurred both ways and lies as it did. */
function blurredTurned(from: Float32Array, width: number, height: number, mask: Float32Array): Float32Array {
  const reach = mask.length - 1
  const places = mirroredPlaces(width, reach)
  const line = new Float32Array(places.length)
  const to = new Float32Array(from.length)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < line.length; i++) line[i] = from[y * width + places[i]!]!
    for (let x = 0; x < width; x++) {
      const middle = x + reach
      let sum = line[middle]! * mask[0]!
      for (let i = 1; i <= reach; i++) sum += (line[middle - i]! + line[middle + i]!) * mask[i]!
      to[x * height + y] = sum
    }
  }
  return to
}

/** The Gaussian cover: σ = 4 % of the short side of what is shown. */
export function covered({ pixels, width, height }: Grey): Grey {
  const mask = maskOf(Math.max(SMALLEST_SIGMA, SIGMA_SHARE * Math.min(width, height)))
  const blurred = blurredTurned(blurredTurned(new Float32Array(pixels), width, height, mask), height, width, mask)
  const rounded = new Uint8Array(pixels.length)
  for (let i = 0; i < rounded.length; i++) rounded[i] = blurred[i]! + 0.5
  return { pixels: rounded, width, height }
}
