/** Hamming distance over 256-bit hashes in hex. */

const WORDS = 8
const HEX = /^[0-9a-f]{64}$/

/** 64 hex digits → eight 32-bit words, the first from the first eight digits. Throws RangeError on anything else. */
export function wordsOfHex(hex: string): Uint32Array {
  if (!HEX.test(hex)) throw new RangeError('a PDQ hash is 64 lower-case hex digits')
  return Uint32Array.from({ length: WORDS }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16))
}

/** The inverse of `wordsOfHex`. */
export function hexOfWords(words: Uint32Array): string {
  return Array.from(words.subarray(0, WORDS), word => word.toString(16).padStart(8, '0')).join('')
}

/** Bits that are on in a word of 32. */
export function bitsOf(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  v = (v + (v >>> 4)) & 0x0f0f0f0f
  return Math.imul(v, 0x01010101) >>> 24
}

/** Bits that differ between two hashes in hex, 0 … 256. */
export function distance(a: string, b: string): number {
  const x = wordsOfHex(a)
  const y = wordsOfHex(b)
  let sum = 0
  for (let i = 0; i < WORDS; i++) sum += bitsOf(x[i]! ^ y[i]!)
  return sum
}

/** 64 hex digits → 32 bytes. Throws RangeError on anything else. */
export function bytesOfHex(hex: string): Uint8Array {
  if (!HEX.test(hex)) throw new RangeError('a PDQ hash is 64 lower-case hex digits')
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16))
}
