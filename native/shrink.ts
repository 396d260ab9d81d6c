/** One grey channel of 8 bits, row by row. */
export type Grey = { pixels: Uint8Array; width: number; height: number }

/** Cell i of n along a side covers the pixels from ⌊i · side / n⌋ to ⌊(i + 1) · side / n⌋, one at least. */
function cellsOf(side: number, cells: number): { starts: number[]; ends: number[] } {
  const starts = Array.from({ length: cells }, (_, i) => Math.floor((i * side) / cells))
  return { starts, ends: starts.map((start, i) => Math.max(start + 1, Math.floor(((i + 1) * side) / cells))) }
}

/** Means over the cells of a grid, in sixteenths, cut to whole ones. */
export function sixteenthsOfMeans({ pixels, width, height }: Grey, columns: number, rows: number): Uint16Array {
  const [across, down] = [cellsOf(width, columns), cellsOf(height, rows)]
  const means = new Uint16Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [down.starts[row]!, down.ends[row]!]
    for (let column = 0; column < columns; column++) {
      const [left, right] = [across.starts[column]!, across.ends[column]!]
      let sum = 0
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += pixels[y * width + x]!
      means[row * columns + column] = Math.floor((sum * 16) / ((bottom - top) * (right - left)))
    }
  }
  return means
}

/** A grey picture of other sides, by the means of its cells, rounded. */
export function shrink(grey: Grey, width: number, height: number): Grey {
  return { pixels: Uint8Array.from(sixteenthsOfMeans(grey, width, height), mean => (mean + 8) >> 4), width, height }
}
