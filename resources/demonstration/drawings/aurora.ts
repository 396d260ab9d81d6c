import type { Random } from '../random.ts'
import type { Palette } from './palettes.ts'
import type { Size } from './svg.ts'

const channels = (colour: string): [number, number, number] =>
  [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]

/** Flowing bands of colour with a fine grain: raw RGB pixels, row by row. */
export function aurora(random: Random, palette: Palette, { width, height }: Size): Uint8Array {
  const colours = palette.map(channels)
  const waves = Array.from({ length: 5 }, () => ({
    x: random.between(-7, 7),
    y: random.between(-7, 7),
    phase: random.between(0, 6.3),
    weight: random.between(0.4, 1),
  }))
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let height01 = 0
      for (const wave of waves) height01 += wave.weight * Math.sin(wave.phase + (wave.x * x) / width + (wave.y * y) / height)
      const place = (Math.sin(height01 * 1.4) * 0.5 + 0.5) * (colours.length - 1)
      const [low, high] = [colours[Math.floor(place)] ?? [0, 0, 0], colours[Math.ceil(place)] ?? [255, 255, 255]]
      const [share, grain] = [place % 1, random.between(-7, 7)]
      for (let channel = 0; channel < 3; channel++) {
        const value = (low[channel] ?? 0) * (1 - share) + (high[channel] ?? 0) * share + grain
        pixels[out++] = Math.max(0, Math.min(255, Math.round(value)))
      }
    }
  }
  return pixels
}
