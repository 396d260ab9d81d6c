import type { Turn } from './symmetry.ts'

/** A picture as lines of brightness, 0 … 255 in float32, row by row. */
export type Luma = { values: Float32Array; width: number; height: number }

/** 8-bit pixels, row by row; the first three channels are R, G, B (or the only one is grey), the rest is dropped. */
export type Pixels = { data: Uint8Array; width: number; height: number; channels: number }

const RED = Math.fround(0.299)
const GREEN = Math.fround(0.587)
const BLUE = Math.fround(0.114)

/** Offsets, in pixels of one source axis, that the samples along one output axis are read at. */
function sourceIndices(length: number, samples: number, mirrored: boolean, step: number): Int32Array {
  const indices = new Int32Array(samples)
  for (let o = 0; o < samples; o++) {
    const index = samples === length ? o : Math.floor((o * length) / samples)
    indices[o] = (mirrored ? length - 1 - index : index) * step
  }
  return indices
}

/**
 * The brightness of the turned picture, 0.299 R + 0.587 G + 0.114 B in float32, decimated by nearest neighbour (source
 * index ⌊o · side / samples⌋ of the *turned* picture, which is why each turn reads other pixels).
 */
export function turnedLuma(pixels: Pixels, turn: Turn, decimateTo: number | null): Luma {
  const { data, channels } = pixels
  const across = turn.swapsAxes ? pixels.height : pixels.width
  const down = turn.swapsAxes ? pixels.width : pixels.height
  const width = decimateTo ?? across
  const height = decimateTo ?? down
  const rowStep = pixels.width * channels
  const columns = turn.swapsAxes
    ? sourceIndices(across, width, turn.mirrorsY, rowStep)
    : sourceIndices(across, width, turn.mirrorsX, channels)
  const rows = turn.swapsAxes
    ? sourceIndices(down, height, turn.mirrorsX, channels)
    : sourceIndices(down, height, turn.mirrorsY, rowStep)
  const values = new Float32Array(width * height)
  const green = channels >= 3 ? 1 : 0
  const blue = channels >= 3 ? 2 : 0
  let out = 0
  for (let y = 0; y < height; y++) {
    const row = rows[y]!
    for (let x = 0; x < width; x++) {
      const at = row + columns[x]!
      const warm = Math.fround(Math.fround(RED * data[at]!) + Math.fround(GREEN * data[at + green]!))
      values[out++] = warm + Math.fround(BLUE * data[at + blue]!)
    }
  }
  return { values, width, height }
}
