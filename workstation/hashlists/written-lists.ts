import { AppError } from '../../contract/error.ts'
import type { ExportFormat } from '../../contract/export-formats.ts'
import type { ListMatching, WrittenList as ShownList } from '../../contract/match.ts'
import type { MediaPrints } from '../../contract/prints.ts'
import type { Store } from '../store/store.ts'
import type { ListSource } from './all-lists.ts'
import type { EntryRow } from './list-file.store.ts'
import { writeList } from './write-list.ts'
import { writtenEntriesOf } from './written-entries.ts'
import { createWrittenListStore } from './written-lists.store.ts'
import type { AboutEntries, WrittenList } from './written-lists.store.ts'

/** Lists that people's acts write. Each change joins the caller's transaction and is known to the matching after it. */
export interface WrittenLists extends ListSource {
  /** As the page shows them, our own first. */
  all(): ShownList[]
  /** The list as a file of that format, in pieces. @throws AppError list.unknown, list.not_in_format */
  exported(listId: string, format: ExportFormat): Generator<string>
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
  /** What matching does with it. */
  inMatching(listId: string): ListMatching
  /** The list's entries are others now. Inside the transaction. */
  onListChanged(listId: string): void
  onListGone(listId: string, listName: string): void
}

/** Entries read at once. */
const ENTRIES = 1000

export function createWrittenLists({ store, clock, meaningOfOwn, inMatching, onListChanged, onListGone }: WrittenListParts): WrittenLists {
  const lists = createWrittenListStore(store.db)
  /** Counted once for each revision. */
  const counted = new Map<string, { revision: number; counts: ShownList['counts'] }>()

  function countsOf({ id, revision }: WrittenList): ShownList['counts'] {
    const kept = counted.get(id)
    if (kept?.revision === revision) return kept.counts
    const counts = lists.counts(id)
    counted.set(id, { revision, counts })
    return counts
  }

  function shown(list: WrittenList): ShownList {
    const { id, kind, name, trust } = list
    const counts = countsOf(list)
    return { id, kind, name, trust, counts, entries: Object.values(counts).reduce((sum, count) => sum + count, 0), ...inMatching(id) }
  }

  function* entriesOf(listId: string): Generator<EntryRow> {
    for (let after = 0; ; ) {
      const page = lists.entriesAfter(listId, after, ENTRIES)
      yield* page
      const last = page.at(-1)
      if (last === undefined) return
      after = last.id
    }
  }

  return {
    all: () => lists.lists().map(shown).toSorted((a, b) => Number(b.kind === 'own') - Number(a.kind === 'own')),
    exported(listId, format) {
      const list = lists.list(listId)
      if (list === null) throw new AppError('list.unknown')
      return writeList(format, entriesOf(listId), countsOf(list))
    },
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
