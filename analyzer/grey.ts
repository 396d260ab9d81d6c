/** One grey channel of 8 bits, row by row. */
export type Grey = { pixels: Uint8Array; width: number; height: number }
