import type { Grey } from './shrink.ts'

/** Three pixels to each of the 128 means of a tilt (tilt.ts). With 512 no more was found again, with 256 fewer of the tilted. */
const CANVAS = 384

/** Sides of the canvas of a picture. */
export function canvasSize(width: number, height: number): { width: number; height: number } {
  return width > CANVAS || height > CANVAS ? { width: CANVAS, height: CANVAS } : { width, height }
}

/**
 * A still in brightness, decimated by nearest neighbour as PDQ does it: what all its views are cut from, so that each costs the same whatever the
 * size of the file. 0.299 R + 0.587 G + 0.114 B in 65536ths, rounded: whole numbers, the same in every language.
 */
export function canvasOfRgb(data: Uint8Array, width: number, height: number, channels = 3): Grey {
  if (data.length < width * height * channels) throw new RangeError('fewer pixels than width × height × channels')
  const size = canvasSize(width, height)
  const pixels = new Uint8Array(size.width * size.height)
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0]
  let out = 0
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor((y * height) / size.height) * width
    for (let x = 0; x < size.width; x++) {
      const at = (row + Math.floor((x * width) / size.width)) * channels
      pixels[out++] = (19595 * data[at]! + 38470 * data[at + green]! + 7471 * data[at + blue]! + 32768) >>> 16
    }
  }
  return { pixels, ...size }
}
