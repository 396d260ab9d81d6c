/** Hashes for tests and benches: 32 bytes each, made by xorshift, the same for the same seed. */

const WORDS = 8
const BITS = 256

function generatorOf(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>>= 0)
  }
}

export function randomHashes(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = generatorOf(seed)
  const words = new Uint32Array(count * WORDS)
  for (let at = 0; at < words.length; at += 1) words[at] = next()
  return new Uint8Array(words.buffer)
}

/** Hashes as many crops and frames of few pictures have them: each is one of `pictures` hashes with up to `flips` bits flipped. */
export function skewedHashes(count: number, pictures: number, flips: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = generatorOf(seed)
  const originals = wordsOf(randomHashes(pictures, seed + 1))
  const words = new Uint32Array(count * WORDS)
  for (let at = 0; at < count; at += 1) copyFlipped(originals, next() % pictures, words, at, next() % (flips + 1), next)
  return new Uint8Array(words.buffer)
}

/** Queries of every kind: hashes of `among` with 0 … 45 bits flipped, and each third one unrelated. */
export function queriesAmong(among: Uint8Array, count: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = generatorOf(seed)
  const words = wordsOf(randomHashes(count, seed + 1))
  for (let at = 0; at < count; at += 1) {
    if (at % 3 !== 2) copyFlipped(wordsOf(hashAt(among, next() % (among.length / 32))), 0, words, at, next() % 46, next)
  }
  return new Uint8Array(words.buffer)
}

function copyFlipped(from: Uint32Array, place: number, to: Uint32Array, at: number, bits: number, next: () => number): void {
  for (let i = 0; i < WORDS; i += 1) to[at * WORDS + i] = from[place * WORDS + i]!
  for (let i = 0; i < bits; i += 1) {
    const bit = next() % BITS
    to[at * WORDS + (bit >> 5)]! ^= 1 << (bit & 31)
  }
}

function wordsOf(hashes: Uint8Array): Uint32Array<ArrayBuffer> {
  const whole = hashes.byteOffset % 4 === 0 ? hashes : new Uint8Array(hashes)
  return new Uint32Array(whole.buffer as ArrayBuffer, whole.byteOffset, whole.length / 4)
}

export function hashAt(hashes: Uint8Array, at: number): Uint8Array {
  return hashes.subarray(at * 32, at * 32 + 32)
}
