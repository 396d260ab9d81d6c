import type { Algorithm, ListKind, Trust } from '../../contract/words.ts'
import type { EntryRow, PdqEntries } from './list-file.store.ts'
import type { ListRevision } from './list-place.ts'

export interface ListFacts {
  id: string
  name: string
  kind: ListKind
  trust: Trust
  meaning: Record<string, string>
}

export type RevisedEntries = PdqEntries & { revision: string }

/** What the matching reads of lists, wherever their entries stand. */
export interface ListSource {
  /** Entries that count: of ready lists, and not expired. */
  exactEntries(algorithm: Algorithm, value: string): EntryRow[]
  entry(listId: string, entryId: number): EntryRow | null
  /** Null for a list that this source does not have. */
  facts(listId: string): ListFacts | null
  /** `hashes`: perceptual ones in it, about. */
  readyLists(): (ListRevision & { hashes: number })[]
  /** Off the event loop where there are many. @throws AppError list.unknown */
  pdqOf(listId: string): Promise<RevisedEntries>
}

/** Several sources as one. */
export function allLists(written: ListSource, imported: ListSource): ListSource {
  const of = (listId: string): ListSource => (written.facts(listId) === null ? imported : written)
  return {
    exactEntries: (algorithm, value) => [...written.exactEntries(algorithm, value), ...imported.exactEntries(algorithm, value)],
    entry: (listId, entryId) => of(listId).entry(listId, entryId),
    facts: (listId) => written.facts(listId) ?? imported.facts(listId),
    readyLists: () => [...written.readyLists(), ...imported.readyLists()],
    pdqOf: (listId) => of(listId).pdqOf(listId),
  }
}
