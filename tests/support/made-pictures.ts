import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { drawnPixels } from './made-media.ts'

/** Numbers in 0 … 1 that are the same for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A harmless picture of waves that is unlike that of any other seed: their PDQ hashes lie some 128 bits apart. */
export function waves(seed: number, width = 640, height = 480): Sharp {
  const random = seeded(seed)
  const terms = Array.from({ length: 40 }, () => ({
    x: (random() - 0.5) * 60,
    y: (random() - 0.5) * 60,
    phase: random() * 2 * Math.PI,
    weights: [random(), random(), random()],
  }))
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = [128, 128, 128]
      for (const term of terms) {
        const wave = Math.cos((term.x * x) / width + (term.y * y) / height + term.phase)
        for (let c = 0; c < 3; c += 1) colour[c]! += 18 * term.weights[c]! * wave
      }
      for (let c = 0; c < 3; c += 1) data[(y * width + x) * 3 + c] = Math.max(0, Math.min(255, colour[c]!))
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Edges and grain in every place: no two stretches of such a file, or of its pixels, are alike by chance. */
export function grainy(seed: number, width = 640, height = 480): Sharp {
  const random = seeded(seed)
  const pixels = drawnPixels(width, height, seed).map((value) => Math.max(0, Math.min(255, value + random() * 40 - 20)))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}
