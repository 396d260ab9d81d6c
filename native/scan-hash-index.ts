import { bitsOf } from './hamming.ts'
import { checkDistance, checkHash, checkIds, countOf, HASH_BYTES, PAGE, takenOver } from './hash-index.ts'
import type { HashIndex, Neighbour } from './hash-index.ts'

/** The twin in TypeScript of the native index: a plain scan, with the same answers. 36 bytes a hash. */

const WORDS = HASH_BYTES / 4
/** Hashes that a batch scans before the event loop has its turn. */
const AT_ONCE = 1_000_000

type Rows = { words: Uint32Array; ids: Uint32Array; size: number }

/** Takes the arrays over, as the native index does. */
export function buildScanIndex(hashes: Uint8Array, ids: Uint32Array): HashIndex {
  const size = countOf(hashes, ids)
  return faceOf({ words: new Uint32Array(takenOver(hashes, Uint8Array).buffer), ids: takenOver(ids, Uint32Array), size })
}

export function createScanIndex(): HashIndex {
  return faceOf({ words: new Uint32Array(0), ids: new Uint32Array(0), size: 0 })
}

function faceOf(start: Rows): HashIndex {
  let current: Rows | null = start

  function rows(): Rows {
    if (current === null) throw new Error('the index of hashes was disposed of')
    return current
  }

  return {
    get size() {
      return rows().size
    },
    get bytes() {
      return rows().words.byteLength + rows().ids.byteLength
    },
    query(hash, maxDistance) {
      checkHash(hash)
      checkDistance(maxDistance)
      return near(rows(), wordsOf(hash), maxDistance)
    },
    async queryBatch(hashes, maxDistance) {
      const count = countOf(hashes)
      checkDistance(maxDistance)
      // What is near is that of now: rows are never written over, only exchanged.
      const [asked, all] = [wordsOf(hashes), rows()]
      const groups: Neighbour[][] = []
      for (let at = 0; at < count; at++) {
        groups.push(near(all, asked.subarray(at * WORDS, (at + 1) * WORDS), maxDistance))
        if ((at + 1) % Math.max(1, Math.floor(AT_ONCE / (all.size + 1))) === 0) await new Promise(resolve => setImmediate(resolve))
      }
      return joined(groups)
    },
    add(hashes, ids) {
      countOf(hashes, ids)
      current = withMore(rows(), wordsOf(hashes), ids)
    },
    remove(ids) {
      checkIds(ids)
      const before = rows().size
      current = without(rows(), new Set(ids))
      return before - current.size
    },
    *pages() {
      const { words, ids, size } = rows()
      for (let from = 0; from < size; from += PAGE) {
        const to = Math.min(from + PAGE, size)
        yield { hashes: new Uint8Array(words.slice(from * WORDS, to * WORDS).buffer), ids: ids.slice(from, to) }
      }
    },
    settled: async () => {},
    dispose() {
      current = null
    },
  }
}

/** A copy in words, wherever the bytes begin (a Buffer's own slice is none). Within a word their order does not matter: bits are only counted. */
function wordsOf(hashes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(hashes).buffer)
}

/** Rows after the last one are written to; those that a reader of the old rows knows stay. */
function withMore({ words, ids, size }: Rows, moreWords: Uint32Array, moreIds: Uint32Array): Rows {
  const needed = size + moreIds.length
  const room = needed <= ids.length ? ids.length : Math.max(1024, needed, ids.length * 2)
  const fresh = room === ids.length ? { words, ids } : { words: new Uint32Array(room * WORDS), ids: new Uint32Array(room) }
  if (fresh.ids !== ids) {
    fresh.words.set(words.subarray(0, size * WORDS))
    fresh.ids.set(ids.subarray(0, size))
  }
  fresh.words.set(moreWords, size * WORDS)
  fresh.ids.set(moreIds, size)
  return { ...fresh, size: needed }
}

function without({ words, ids, size }: Rows, removed: Set<number>): Rows {
  const kept = ids.subarray(0, size).reduce((count, id) => count + (removed.has(id) ? 0 : 1), 0)
  if (kept === size) return { words, ids, size }
  const fresh = { words: new Uint32Array(kept * WORDS), ids: new Uint32Array(kept), size: 0 }
  for (let at = 0; at < size; at++) {
    if (removed.has(ids[at]!)) continue
    fresh.words.set(words.subarray(at * WORDS, (at + 1) * WORDS), fresh.size * WORDS)
    fresh.ids[fresh.size++] = ids[at]!
  }
  return fresh
}

function near({ words, ids, size }: Rows, wanted: Uint32Array, maxDistance: number): Neighbour[] {
  const found: Neighbour[] = []
  for (let at = 0; at < size; at++) {
    let distance = 0
    for (let i = 0; i < WORDS && distance <= maxDistance; i++) distance += bitsOf(words[at * WORDS + i]! ^ wanted[i]!)
    if (distance <= maxDistance) found.push({ id: ids[at]!, distance })
  }
  return found.sort((a, b) => a.distance - b.distance || a.id - b.id)
}

function joined(groups: readonly Neighbour[][]): { starts: Uint32Array; ids: Uint32Array; distances: Uint16Array } {
  const starts = new Uint32Array(groups.length + 1)
  groups.forEach((group, i) => {
    starts[i + 1] = starts[i]! + group.length
  })
  const all = groups.flat()
  return { starts, ids: Uint32Array.from(all, one => one.id), distances: Uint16Array.from(all, one => one.distance) }
}
