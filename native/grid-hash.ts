/** From the 64 × 64 grid of brightness to the 256 bits and the quality (steps 6 and 7 of PDQ). */

const SIDE = 64
const BITS = 16

/** Rows 1 … 16 of the DCT of 64 samples: √(2/64) · cos(π/128 · (i + 1) · (2 j + 1)), in float32. */
const DCT = Float32Array.from({ length: BITS * SIDE }, (_, at) => {
  const i = Math.floor(at / SIDE)
  const j = at % SIDE
  return Math.sqrt(2 / SIDE) * Math.cos((Math.PI / (2 * SIDE)) * (i + 1) * (2 * j + 1))
})

/** Quality 0 … 100: the sum of |trunc((u − v) · 100 / 255)| over all neighbours, divided by 90, at most 100. */
export function qualityOfGrid(grid: Float32Array): number {
  let sum = 0
  const step = (u: number, v: number): number =>
    Math.abs(Math.trunc(Math.fround(Math.fround(Math.fround(u - v) * 100) / 255)))
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const here = grid[y * SIDE + x]!
      if (y + 1 < SIDE) sum += step(here, grid[(y + 1) * SIDE + x]!)
      if (x + 1 < SIDE) sum += step(here, grid[y * SIDE + x + 1]!)
    }
  }
  return Math.min(100, Math.floor(sum / 90))
}

/** DCT coefficients 1 … 16 in both directions, row i by column j, each sum taken in float32 from the first term on. */
function coefficients(grid: Float32Array): Float32Array {
  const byRows = new Float32Array(BITS * SIDE)
  for (let i = 0; i < BITS; i++) {
    for (let j = 0; j < SIDE; j++) {
      let sum = 0
      for (let k = 0; k < SIDE; k++) sum = Math.fround(sum + Math.fround(DCT[i * SIDE + k]! * grid[k * SIDE + j]!))
      byRows[i * SIDE + j] = sum
    }
  }
  const both = new Float32Array(BITS * BITS)
  for (let i = 0; i < BITS; i++) {
    for (let j = 0; j < BITS; j++) {
      let sum = 0
      for (let k = 0; k < SIDE; k++) sum = Math.fround(sum + Math.fround(byRows[i * SIDE + k]! * DCT[j * SIDE + k]!))
      both[i * BITS + j] = sum
    }
  }
  return both
}

/** 64 hex digits: bit 16 i + j is set where coefficient (i, j) exceeds the lower median; highest 16-bit word first. */
export function hashOfGrid(grid: Float32Array): string {
  const values = coefficients(grid)
  const median = values.slice().sort()[values.length / 2 - 1]!
  let hex = ''
  for (let i = BITS - 1; i >= 0; i--) {
    let word = 0
    for (let j = 0; j < BITS; j++) if (values[i * BITS + j]! > median) word |= 1 << j
    hex += word.toString(16).padStart(4, '0')
  }
  return hex
}
