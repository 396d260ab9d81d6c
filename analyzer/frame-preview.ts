import type { Grey } from './grey.ts'

/** Samples of the frame for each pixel of its preview, along each axis. */
const SAMPLES = 2

/**
 * A small grey picture of a frame, upright by EXIF orientation (1, 3, 6 or 8), no side over `side`, never enlarged; not covered
 * yet. It looks at four places of the frame for each pixel instead of averaging all: it will be blurred over many pixels, and a
 * whole resize of each frame would take longer than decoding it.
 */
export function previewOf(rgb: { pixels: Uint8Array; width: number; height: number }, orientation: number, side: number): Grey {
  const scale = Math.min(1, side / Math.max(rgb.width, rgb.height))
  const [width, height] = [sideOf(rgb.width, scale), sideOf(rgb.height, scale)]
  const columns = sampled(rgb.width, width)
  const rows = sampled(rgb.height, height)
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = 0; i < SAMPLES; i++) {
        for (let j = 0; j < SAMPLES; j++) sum += lumaAt(rgb.pixels, 3 * (rows[y * SAMPLES + i]! * rgb.width + columns[x * SAMPLES + j]!))
      }
      pixels[y * width + x] = Math.round(sum / (SAMPLES * SAMPLES))
    }
  }
  return upright({ pixels, width, height }, orientation)
}

function sideOf(length: number, scale: number): number {
  return Math.max(1, Math.round(length * scale))
}

/** Places along an axis of `length` that `count` pixels are sampled at, evenly. */
function sampled(length: number, count: number): number[] {
  const places = count * SAMPLES
  return Array.from({ length: places }, (_, i) => Math.floor(((i + 0.5) * length) / places))
}

function lumaAt(pixels: Uint8Array, at: number): number {
  return 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!
}

/** Turned by whole quarters: 6 is one clockwise, 3 two, 8 three. */
function upright(grey: Grey, orientation: number): Grey {
  const quarters = { 6: 1, 3: 2, 8: 3 }[orientation] ?? 0
  let turned = grey
  for (let i = 0; i < quarters; i++) turned = turnedClockwise(turned)
  return turned
}

function turnedClockwise({ pixels, width, height }: Grey): Grey {
  const turned = new Uint8Array(pixels.length)
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++) turned[y * height + x] = pixels[(height - 1 - x) * width + y]!
  }
  return { pixels: turned, width: height, height: width }
}
