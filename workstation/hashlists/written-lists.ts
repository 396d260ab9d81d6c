import type { MediaPrints } from '../../contract/prints.ts'
import type { Store } from '../store/store.ts'
import type { ListSource } from './all-lists.ts'
import { writtenEntriesOf } from './written-entries.ts'
import { createWrittenListStore } from './written-lists.store.ts'
import type { AboutEntries, WrittenList } from './written-lists.store.ts'

/** Lists that people's acts write. Each change joins the caller's transaction and is known to the matching after it. */
export interface WrittenLists extends ListSource {
  /** Makes the list, unless it is there. */
  open(list: Omit<WrittenList, 'revision'>): void
  /** Puts a media's fingerprints in, once for each source. */
  put(listId: string, prints: MediaPrints, about: AboutEntries): void
  /** What a source brought goes. */
  take(listId: string, source: string): void
  /** The list goes, with what it matched. */
  close(listId: string): void
}

export interface WrittenListParts {
  store: Store
  clock: { now(): string }
  /** Classes of our own list are infractions of the taxonomy: each means itself. */
  meaningOfOwn: Record<string, string>
  /** The list's entries are others now. Inside the transaction. */
  onListChanged(listId: string): void
  onListGone(listId: string, listName: string): void
}

export function createWrittenLists({ store, clock, meaningOfOwn, onListChanged, onListGone }: WrittenListParts): WrittenLists {
  const lists = createWrittenListStore(store.db)
  return {
    open: lists.open,
    put(listId, prints, about) {
      if (lists.put(listId, about, writtenEntriesOf(prints))) onListChanged(listId)
    },
    take(listId, source) {
      if (lists.take(listId, source)) onListChanged(listId)
    },
    close(listId) {
      const list = lists.list(listId)
      if (list === null) return
      lists.close(listId)
      onListGone(listId, list.name)
    },
    exactEntries: (algorithm, value) => lists.exact(algorithm, value, clock.now()),
    entry: (listId, entryId) => lists.entry(listId, entryId, clock.now()),
    facts(listId) {
      const list = lists.list(listId)
      return list === null ? null : { ...list, meaning: list.kind === 'own' ? meaningOfOwn : {} }
    },
    readyLists: () => lists.lists().map(({ id, revision }) => ({ id, revision: String(revision), hashes: 0 })),
    pdqOf: async (listId) => ({ revision: String(lists.list(listId)?.revision ?? 0), ...lists.pdqEntries(listId) }),
  }
}
