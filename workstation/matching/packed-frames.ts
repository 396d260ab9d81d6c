import { wordsOfHex } from '../../native/index.ts'
import type { FramePrint } from './fingerprints.store.ts'

const WORDS = 8

/** Hashes of the frames that are worth matching by, one after another, and which frames of the video they are of. */
export interface PackedFrames {
  readonly words: Uint32Array
  readonly indexes: readonly number[]
}

export function packFrames(frames: readonly FramePrint[], minQuality: number): PackedFrames {
  const worth = [...frames.entries()].filter(([, frame]) => frame.quality >= minQuality)
  const words = new Uint32Array(worth.length * WORDS)
  for (const [at, [, frame]] of worth.entries()) words.set(wordsOfHex(frame.pdq), at * WORDS)
  return { words, indexes: worth.map(([index]) => index) }
}

/** Whether frame `i` of one and frame `j` of the other differ by at most so many bits. */
export function isNear(a: PackedFrames, i: number, b: PackedFrames, j: number, maxDistance: number): boolean {
  let bits = 0
  for (let word = 0; word < WORDS; word++) {
    bits += bitsOf((a.words[i * WORDS + word] ?? 0) ^ (b.words[j * WORDS + word] ?? 0))
    if (bits > maxDistance) return false
  }
  return true
}

/** Bits that are set in a 32-bit word. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
