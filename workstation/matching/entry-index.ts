import type { HammingIndex, Neighbour } from '../../native/index.ts'
import type { ValueCursor } from '../hashlists/hashlists.store.ts'
import { FIRST_CURSOR } from '../hashlists/hashlists.store.ts'

/** Entries read from the database in one go. */
const PAGE = 500

export interface EntryPages {
  pdqPage(after: ValueCursor, limit: number): (ValueCursor & { listId: string })[]
  pdqPageOfList(listId: string, after: ValueCursor, limit: number): ValueCursor[]
}

/** The perceptual entries of all lists, in memory. Entries of lists that do not count (yet, or any more) are sorted out by who asks. */
export interface EntryIndex {
  /** Reads all entries into a new index, which then takes the place of the old one. */
  rebuild(): Generator<void>
  /** Adds one list's entries. */
  addList(listId: string): Generator<void>
  near(pdq: string, maxDistance: number): Neighbour[]
  readonly size: number
}

export function createEntryIndex(pages: EntryPages, createIndex: () => HammingIndex): EntryIndex {
  let index = createIndex()
  return {
    *rebuild() {
      const fresh = createIndex()
      yield* fill(fresh, after => pages.pdqPage(after, PAGE))
      index = fresh
    },
    *addList(listId) {
      // The index of now, not of when the task was planned: a rebuild may have taken its place.
      yield* fill(index, after => pages.pdqPageOfList(listId, after, PAGE))
    },
    // An entry may stand in the index twice, where a rebuild met it before its list was ready: neighbours come sorted, so twins lie side by side.
    near: (pdq, maxDistance) => index.query(pdq, maxDistance).filter((it, at, all) => it.id !== all[at - 1]?.id),
    get size() {
      return index.size
    },
  }
}

function* fill(index: HammingIndex, pageAfter: (after: ValueCursor) => ValueCursor[]): Generator<void> {
  for (let after = FIRST_CURSOR; ; ) {
    const page = pageAfter(after)
    for (const { id, value } of page) index.add(id, value)
    const last = page.at(-1)
    if (last === undefined) return
    after = last
    yield
  }
}
