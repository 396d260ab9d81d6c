import type { Luma } from './luma.ts'

/** Window of the box mean along an axis of `side` samples: ⌊(side + 127) / 128⌋, so 4 at 512. */
function windowOf(side: number): number {
  return Math.floor((side + 127) / 128)
}

/**
 * Box mean along the rows. Output k averages inputs k − (w − h) … k + h − 1, h = ⌊(w + 2) / 2⌋, cut at the edges and divided
 * by what is left. One running sum in float32, the entering value added before the leaving one is subtracted: the order
 * decides the last bit of the sum, so it is part of the definition.
 */
function meanAlongRows(from: Float32Array, to: Float32Array, width: number, height: number): void {
  const window = windowOf(width)
  const ahead = Math.floor((window + 2) / 2)
  const behind = window - ahead
  for (let start = 0; start < width * height; start += width) {
    let sum = 0
    let held = 0
    for (let entering = 0; entering < ahead - 1; entering++) {
      sum = Math.fround(sum + from[start + entering]!)
      held++
    }
    for (let k = 0; k < width; k++) {
      const entering = k + ahead - 1
      const leaving = k - behind - 1
      if (entering < width) {
        sum = Math.fround(sum + from[start + entering]!)
        held++
      }
      if (leaving >= 0) {
        sum = Math.fround(sum - from[start + leaving]!)
        held--
      }
      to[start + k] = sum / held
    }
  }
}

/** The same along the columns; a whole row of running sums at a time, since memory is read by rows. */
function meanAlongColumns(from: Float32Array, to: Float32Array, width: number, height: number): void {
  const window = windowOf(height)
  const ahead = Math.floor((window + 2) / 2)
  const behind = window - ahead
  const sums = new Float32Array(width)
  let held = 0
  const add = (row: number): void => {
    const start = row * width
    for (let x = 0; x < width; x++) sums[x] = sums[x]! + from[start + x]!
    held++
  }
  const subtract = (row: number): void => {
    const start = row * width
    for (let x = 0; x < width; x++) sums[x] = sums[x]! - from[start + x]!
    held--
  }
  for (let row = 0; row < ahead - 1; row++) add(row)
  for (let k = 0; k < height; k++) {
    if (k + ahead - 1 < height) add(k + ahead - 1)
    if (k - behind - 1 >= 0) subtract(k - behind - 1)
    const start = k * width
    for (let x = 0; x < width; x++) to[start + x] = sums[x]! / held
  }
}

/** Two passes of the box mean, each along rows, then along columns. Overwrites `luma.values`. */
export function smooth({ values, width, height }: Luma): void {
  const between = new Float32Array(values.length)
  for (let pass = 0; pass < 2; pass++) {
    meanAlongRows(values, between, width, height)
    meanAlongColumns(between, values, width, height)
  }
}

/** 64 × 64 samples at ⌊(o + 0.5) · side / 64⌋. */
export function sampleGrid({ values, width, height }: Luma): Float32Array {
  const grid = new Float32Array(64 * 64)
  for (let y = 0; y < 64; y++) {
    const row = Math.floor(((y + 0.5) * height) / 64) * width
    for (let x = 0; x < 64; x++) grid[y * 64 + x] = values[row + Math.floor(((x + 0.5) * width) / 64)]!
  }
  return grid
}
