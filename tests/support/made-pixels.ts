/** Pixels for the fingerprints' tests: quick to make, and of the kinds on which rounding errors add up differently. */

export const KINDS = ['waves', 'noise', 'stripes', 'gradient', 'blocks', 'dot'] as const
export type Kind = (typeof KINDS)[number]
export type Pixels = { data: Uint8Array; width: number; height: number; channels: number }

/** A stream of numbers from 0 up to 1, always the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The value of a kind at a place, for one channel; what is random in it is drawn once. */
function painter(kind: Kind, width: number, height: number, random: () => number): (x: number, y: number) => number {
  const [a, b, c] = [random(), random(), random()]
  const periods = [3 + 100 * a, 3 + 100 * b] as const
  switch (kind) {
    case 'waves':
      return (x, y) => 127 + 60 * Math.sin(x / periods[0] + 6 * c) + 50 * Math.cos(y / periods[1] + ((x * y) % 977) / 900)
    case 'noise':
      return () => 256 * random()
    case 'stripes':
      return (x, y) => (Math.floor((x * a + y * b) / (2 + 20 * c)) % 2 === 0 ? 255 * a : 255 * c)
    case 'gradient':
      return (x, y) => (255 * a * x) / width + (255 * (1 - a) * y) / height
    case 'blocks':
      return (x, y) => 255 * ((Math.floor((x * 9 * a) / width) * 0.37 + Math.floor((y * 9 * b) / height) * 0.61 + c) % 1)
    case 'dot':
      return (x, y) => 200 * a + (x === width >> 1 && y === height >> 1 ? 40 : 0)
  }
}

export function madePixels(kind: Kind, width: number, height: number, channels: number, seed: number): Pixels {
  const random = randomOf(seed)
  const painters = Array.from({ length: channels }, () => painter(kind, width, height, random))
  const data = new Uint8Array(width * height * channels)
  let at = 0
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (const paint of painters) data[at++] = Math.max(0, Math.min(255, paint(x, y)))
  return { data, width, height, channels }
}
