import { sampleGrid, smooth } from './box-filter.ts'
import { hashOfGrid, qualityOfGrid } from './grid-hash.ts'
import { turnedLuma } from './luma.ts'
import type { Pixels } from './luma.ts'
import { ALL_TURNS, turnOf } from './symmetry.ts'
import type { Turn } from './symmetry.ts'

/**
 * PDQ in float32, bit for bit as the C++ reference of ThreatExchange computes it. This is the oracle for every faster
 * implementation behind `native/index.ts`; it is plain on purpose.
 */

export type Pdq = {
  /** 64 hex digits, highest 16-bit word first. */
  pdq: string
  /** 0 … 100; under 50 a hash is not worth matching by. */
  quality: number
}

const ZERO: Pdq = { pdq: '0'.repeat(64), quality: 0 }
const DECIMATION = 512
const SMALLEST_SIDE = 5

function hashTurned(pixels: Pixels, turn: Turn, decimateTo: number | null): Pdq {
  const luma = turnedLuma(pixels, turn, decimateTo)
  let grid = luma.values
  if (luma.width !== 64 || luma.height !== 64) {
    smooth(luma)
    grid = sampleGrid(luma)
  }
  return { pdq: hashOfGrid(grid), quality: qualityOfGrid(grid) }
}

function checked(data: Uint8Array, width: number, height: number, channels: number): Pixels {
  if (data.length < width * height * channels) throw new RangeError('fewer pixels than width × height × channels')
  return { data, width, height, channels }
}

function decimationOf({ width, height }: Pixels): number | null {
  return width > DECIMATION || height > DECIMATION ? DECIMATION : null
}

/** Whether a picture has the zero hash whatever is in it. */
export function isTooSmall({ width, height }: Pick<Pixels, 'width' | 'height'>): boolean {
  return width < SMALLEST_SIDE || height < SMALLEST_SIDE
}

/**
 * PDQ of a still picture: 8-bit RGB as it lies in the file (no EXIF turn, no colour profile), row by row; channels after the
 * third are dropped, one channel is grey. A side over 512 px is decimated to 512 × 512 first. A side under 5 px: zero hash.
 */
export function pdqOfRgb(data: Uint8Array, width: number, height: number, channels = 3): Pdq {
  const pixels = checked(data, width, height, channels)
  return isTooSmall(pixels) ? ZERO : hashTurned(pixels, turnOf('original'), decimationOf(pixels))
}

/** PDQ of a video's frame, as vPDQ takes it: the box filter runs over the full frame, with no decimation to 512 × 512. */
export function pdqOfFrame(data: Uint8Array, width: number, height: number, channels = 3): Pdq {
  const pixels = checked(data, width, height, channels)
  return isTooSmall(pixels) ? ZERO : hashTurned(pixels, turnOf('original'), null)
}

/**
 * The hashes of the picture in its eight symmetries, in the order of `SYMMETRIES`; each equals, bit for bit, `pdqOfRgb` of the
 * really turned pixels. Signs of the DCT are not merely flipped: decimation, window and rounding all lean to one side.
 */
export function symmetriesOfRgb(data: Uint8Array, width: number, height: number, channels = 3): string[] {
  const pixels = checked(data, width, height, channels)
  if (isTooSmall(pixels)) return ALL_TURNS.map(() => ZERO.pdq)
  return ALL_TURNS.map(turn => hashTurned(pixels, turn, decimationOf(pixels)).pdq)
}
