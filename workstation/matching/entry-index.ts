import { hexOfWords } from '../../native/index.ts'
import type { HammingIndex } from '../../native/index.ts'
import type { PdqEntries } from '../hashlists/list-file.store.ts'

/** An entry by list and its number there. */
export interface EntryName {
  listId: string
  entryId: number
}

/** The perceptual entries of the ready lists, in memory, a segment a list. Entries that expired are sorted out by who asks. */
export interface EntryIndex {
  /** Puts one list's entries in, in the place of what it had. */
  put(listId: string, entries: PdqEntries): Generator<void>
  remove(listId: string): void
  near(pdq: string, maxDistance: number): (EntryName & { distance: number })[]
}

/** Entries put in between two pauses. */
const SLICE = 500
const BYTES = 32

export function createEntryIndex(createIndex: () => HammingIndex): EntryIndex {
  const segments = new Map<string, HammingIndex>()
  return {
    *put(listId, { ids, hashes }) {
      const segment = createIndex()
      const words = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength)
      for (const [at, id] of ids.entries()) {
        segment.add(id, hexOfWords(Uint32Array.from({ length: BYTES / 4 }, (_, word) => words.getUint32(BYTES * at + 4 * word))))
        if (at % SLICE === SLICE - 1) yield
      }
      segments.set(listId, segment)
    },
    remove: listId => void segments.delete(listId),
    near: (pdq, maxDistance) =>
      [...segments].flatMap(([listId, segment]) => segment.query(pdq, maxDistance).map(({ id, distance }) => ({ listId, entryId: id, distance }))),
  }
}
