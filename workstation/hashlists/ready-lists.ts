import { AppError } from '../../contract/error.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { ListFacts } from './all-lists.ts'
import type { ListRow } from './hashlists.store.ts'
import type { EntryRow, PdqEntries } from './list-file.store.ts'
import type { ListFiles } from './list-files.ts'
import type { ListRevision } from './list-place.ts'
import type { PdqReaders } from './pdq-readers.ts'

/** The lists whose entries count, and their entries, from the file of each. What has expired, entry or list, does not count. */
export interface ReadyLists {
  /** Counts from now on, or with another revision. */
  put(list: ListRow): void
  /** Counts no more. */
  take(listId: string): void
  exactEntries(algorithm: Algorithm, value: string): EntryRow[]
  entry(listId: string, entryId: number): EntryRow | null
  facts(listId: string): ListFacts | null
  /** The revision changes with each change of a list's entries. */
  readyLists(): (ListRevision & { hashes: number })[]
  /** The perceptual hashes of a list, read off the main thread, with the revision that they are of. @throws AppError list.unknown */
  pdqOf(listId: string): Promise<PdqEntries & { revision: string }>
  /** All entries, expired ones too, in the order of their ids. @throws AppError list.unknown */
  allEntries(listId: string): Generator<EntryRow>
}

type Ready = ListRow & ListRevision

export function createReadyLists({ files, readers, clock }: { files: ListFiles; readers: PdqReaders; clock: { now(): string } }): ReadyLists {
  const ready = new Map<string, Ready>()

  function counting(list: Ready | undefined): Ready | null {
    if (list === undefined) return null
    const { expiresAt } = list.terms
    return expiresAt !== null && expiresAt <= clock.now() ? null : list
  }

  function known(listId: string): Ready {
    const list = ready.get(listId)
    if (list === undefined) throw new AppError('list.unknown')
    return list
  }

  return {
    put(list) {
      const { revision } = list
      if (revision === null) throw new Error('a ready list has a file')
      files.forget(list.id)
      ready.set(list.id, { ...list, revision })
    },
    take(listId) {
      files.forget(listId)
      ready.delete(listId)
    },
    exactEntries: (algorithm, value) =>
      [...ready.values()].flatMap(list => (counting(list) === null ? [] : (files.read(list).exact(algorithm, value, clock.now()) ?? []))),
    entry(listId, entryId) {
      const list = counting(ready.get(listId))
      return list === null ? null : files.read(list).entry(entryId, clock.now())
    },
    facts(listId) {
      const list = ready.get(listId)
      return list === undefined ? null : { ...list, kind: 'imported' }
    },
    readyLists: () => [...ready.values()].map(({ id, revision, counts }) => ({ id, revision, hashes: counts.pdq ?? 0 })),
    async pdqOf(listId) {
      const list = known(listId)
      return { revision: list.revision, ...(await readers.read(files.access(list))) }
    },
    *allEntries(listId) {
      for (let after = 0; ; ) {
        const page = files.read(known(listId)).entriesAfter(after)
        yield* page
        const last = page.at(-1)
        if (last === undefined) return
        after = last.id
      }
    },
  }
}
