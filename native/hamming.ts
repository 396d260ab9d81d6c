/** Hamming distance over 256-bit hashes, and the index that searches by it: here a plain scan over one growing array. */

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

function bitsOf(word: number): number {
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

export type Neighbour = { id: number; distance: number }

export type HammingIndex = {
  readonly size: number
  /** An id that is already there gets a second hash: both answer to it. */
  add(id: number, pdqHex: string): void
  /** Removes every hash of the id; says whether there was one. */
  remove(id: number): boolean
  /** All hashes within `maxDistance` bits (inclusive), nearest first, then by id. */
  query(pdqHex: string, maxDistance: number): Neighbour[]
}

/** An index in memory, 40 bytes a hash; a query reads all of it. Ids are safe integers. */
export function createHammingIndex(): HammingIndex {
  let hashes = new Uint32Array(1024 * WORDS)
  let ids = new Float64Array(1024)
  let size = 0

  function grow(): void {
    const moreHashes = new Uint32Array(hashes.length * 2)
    moreHashes.set(hashes)
    hashes = moreHashes
    const moreIds = new Float64Array(ids.length * 2)
    moreIds.set(ids)
    ids = moreIds
  }

  function moveLastInto(at: number): void {
    size--
    ids[at] = ids[size]!
    hashes.copyWithin(at * WORDS, size * WORDS, (size + 1) * WORDS)
  }

  return {
    get size() {
      return size
    },
    add(id, pdqHex) {
      const words = wordsOfHex(pdqHex)
      if (size === ids.length) grow()
      hashes.set(words, size * WORDS)
      ids[size++] = id
    },
    remove(id) {
      const before = size
      for (let at = size - 1; at >= 0; at--) if (ids[at] === id) moveLastInto(at)
      return size < before
    },
    query(pdqHex, maxDistance) {
      const found = scan(hashes, size, wordsOfHex(pdqHex), maxDistance)
      return found.map(({ at, distance }) => ({ id: ids[at]!, distance })).sort((a, b) => a.distance - b.distance || a.id - b.id)
    },
  }
}

function scan(hashes: Uint32Array, size: number, wanted: Uint32Array, maxDistance: number): { at: number; distance: number }[] {
  const found: { at: number; distance: number }[] = []
  for (let at = 0; at < size; at++) {
    const start = at * WORDS
    let sum = 0
    for (let i = 0; i < WORDS && sum <= maxDistance; i++) sum += bitsOf(hashes[start + i]! ^ wanted[i]!)
    if (sum <= maxDistance) found.push({ at, distance: sum })
  }
  return found
}
