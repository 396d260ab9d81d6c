import { sixteenthsOfMeans } from './shrink.ts'
import type { Grey } from './shrink.ts'

const GRID = 64
const CELLS = 128
/** In 65536ths: cosine and sine of 0 … 5 degrees. */
const ONE = 65536
const COSINE = [65536, 65526, 65496, 65446, 65376, 65287]
const SINE = [0, 1144, 2287, 3430, 4572, 5712]
/** Past this, half a step of the grid leads out of the picture. */
const LONGEST_STEP = 256 * ONE
const MIDDLE = (CELLS - 1) * 32768
const END = (CELLS - 1) * 65536 - 1

/** The share of a side that was there before a turn made the canvas grow; of a narrow picture no less than half of it is believed. */
function shareBeforeGrowth(side: number, other: number, cosine: number, sine: number): number {
  const squares = Math.floor((cosine * cosine - sine * sine) / ONE)
  return Math.max(ONE / 2, Math.trunc(((cosine * side - sine * other) * ONE) / (side * squares)))
}

type Steps = { xByX: number; xByY: number; yByX: number; yByY: number }

/** Half a step of the grid along both axes, in 65536ths of a cell. */
function stepsOf(picture: { width: number; height: number }, degrees: number, grown: boolean): Steps {
  const { width, height } = picture
  const [cosine, sine] = [COSINE[Math.abs(degrees)]!, SINE[Math.abs(degrees)]!]
  const across = grown ? shareBeforeGrowth(width, height, cosine, sine) : ONE
  const down = grown ? shareBeforeGrowth(height, width, cosine, sine) : ONE
  const lean = (kept: number, side: number, other: number): number => Math.min(LONGEST_STEP, Math.floor((Math.floor((sine * kept) / ONE) * side) / other))
  return {
    xByX: Math.floor((cosine * across) / ONE),
    yByY: Math.floor((cosine * down) / ONE),
    xByY: lean(down, height, width) * Math.sign(degrees),
    yByX: lean(across, width, height) * -Math.sign(degrees),
  }
}

const within = (place: number): number => Math.max(0, Math.min(END, place))

/** The value at a place in 65536ths of a cell, between its four cells in sixteenths. */
function between(cells: Uint16Array, x: number, y: number): number {
  const at = (y >> 16) * CELLS + (x >> 16)
  const [right, below] = [(x >> 12) & 15, (y >> 12) & 15]
  const upper = cells[at]! * (16 - right) + cells[at + 1]! * right
  const lower = cells[at + CELLS]! * (16 - right) + cells[at + CELLS + 1]! * right
  return (upper * (16 - below) + lower * below) / 4096
}

/**
 * The 64 × 64 grids of a picture turned clockwise by -5 … 5 degrees, in its own shape and not in that of the square to which it was
 * decimated. `grown` undoes what an earlier turn by as many degrees the other way had made the canvas grow by.
 */
export function tilter(canvas: Grey, picture: { width: number; height: number }): (degrees: number, grown: boolean) => Float32Array {
  const cells = sixteenthsOfMeans(canvas, CELLS, CELLS)
  return (degrees, grown) => {
    const { xByX, xByY, yByX, yByY } = stepsOf(picture, degrees, grown)
    return Float32Array.from({ length: GRID * GRID }, (_, i) => {
      const [right, down] = [2 * (i % GRID) - GRID + 1, 2 * Math.floor(i / GRID) - GRID + 1]
      return between(cells, within(xByX * right + xByY * down + MIDDLE), within(yByX * right + yByY * down + MIDDLE))
    })
  }
}
