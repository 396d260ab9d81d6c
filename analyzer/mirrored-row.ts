import type { Grey } from './grey.ts'

/**
 * Grey pictures of one size side by side, each with mirrored borders of its own: a filter over the whole row reaches from none into
 * its neighbour, and needs to be started only once. (libvips would repeat the outermost pixels, whose line would show at the edge.)
 */
export function mirroredRow(pictures: readonly Grey[], border: number): Grey {
  const { width, height } = pictures[0]!
  const [cell, rows] = [width + 2 * border, height + 2 * border]
  const columns = mirroredPlaces(width, border)
  const lines = mirroredPlaces(height, border)
  const pixels = new Uint8Array(cell * pictures.length * rows)
  let at = 0
  for (const line of lines) {
    for (const picture of pictures) {
      for (const column of columns) pixels[at++] = picture.pixels[line * width + column]!
    }
  }
  return { pixels, width: cell * pictures.length, height: rows }
}

/** The same row without the borders: `count` pictures side by side. */
export function withoutBorders(row: Grey, count: number, border: number): Grey {
  const cell = row.width / count
  const [width, height] = [cell - 2 * border, row.height - 2 * border]
  const pixels = new Uint8Array(width * count * height)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < count; i++) {
      const start = (y + border) * row.width + i * cell + border
      pixels.set(row.pixels.subarray(start, start + width), (y * count + i) * width)
    }
  }
  return { pixels, width: width * count, height }
}

/** Which of `length` pixels stands at each place from −border to length + border, the edge pixel doubled: …ba|abc|cb… */
function mirroredPlaces(length: number, border: number): number[] {
  return Array.from({ length: length + 2 * border }, (_, i) => {
    const around = (((i - border) % (2 * length)) + 2 * length) % (2 * length)
    return around < length ? around : 2 * length - 1 - around
  })
}
