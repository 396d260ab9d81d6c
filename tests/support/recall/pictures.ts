import type { Sharp } from 'sharp'
import sharp from 'sharp'
import { randomOf } from '../made-pixels.ts'
import { sceneOf } from './scenes.ts'

export type Raw = { data: Uint8Array; width: number; height: number }

export const encoderOf = ({ data, width, height }: Raw): Sharp => sharp(data, { raw: { width, height, channels: 3 } })

export async function rawOf(picture: Sharp): Promise<Raw> {
  const { data, info } = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Noise of several octaves over 0 … 1 squared, about -1 … 1. */
function cloudsOf(random: () => number): (u: number, v: number) => number {
  const octaves = [3, 7, 17, 41].map((cells, i) => {
    const values = Float32Array.from({ length: (cells + 2) * (cells + 2) }, () => random() * 2 - 1)
    return { cells, values, weight: 0.6 ** i }
  })
  return (u, v) => {
    let sum = 0
    for (const { cells, values, weight } of octaves) {
      const [x, y] = [u * cells, v * cells]
      const [left, top] = [Math.floor(x), Math.floor(y)]
      const [right, below] = [x - left, y - top]
      const at = top * (cells + 2) + left
      const upper = values[at]! * (1 - right) + values[at + 1]! * right
      const lower = values[at + cells + 2]! * (1 - right) + values[at + cells + 3]! * right
      sum += weight * (upper * (1 - below) + lower * below)
    }
    return sum
  }
}

/** As a camera would see the scene: uneven light, and grain. */
function lit({ data, width, height }: Raw, seed: number): Raw {
  const random = randomOf(seed + 40_503)
  const clouds = cloudsOf(random)
  const [strength, grain] = [0.2 + 0.35 * random(), 4 + 16 * random()]
  const out = new Uint8Array(data.length)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 1 + strength * clouds(x / width, y / height)
      const noise = grain * (random() - 0.5)
      for (let c = 0; c < 3; c++, at++) out[at] = Math.max(0, Math.min(255, data[at]! * light + noise))
    }
  }
  return { data: out, width, height }
}

/** A made picture of an origin of its own: most are like photographs, a quarter like graphics. `scale` is of its sides. */
export async function madePicture(seed: number, scale = 1): Promise<Raw> {
  const { svg, width, isGraphic } = sceneOf(seed)
  const drawn = await rawOf(sharp(Buffer.from(svg)).resize({ width: Math.round(width * scale) }))
  return isGraphic ? drawn : lit(drawn, seed)
}
