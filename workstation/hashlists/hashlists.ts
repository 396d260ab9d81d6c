import type { ListRejections, StartedListImport, StartListImport, StartListImportInput, UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { ExportFormat } from '../../contract/export-formats.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { HashList, ListMatching, ListTerms } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Background } from '../background/background.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { createHashListStore } from './hashlists.store.ts'
import type { ListRow } from './hashlists.store.ts'
import { createListFiles } from './list-files.ts'
import { createListImports } from './list-imports.ts'
import type { ListImport } from './list-imports.ts'
import type { ListPlace } from './list-place.ts'
import { createListRemoval } from './list-removal.ts'
import { createListUploads } from './list-uploads.ts'
import type { Chunk, Spool } from './list-uploads.ts'
import { createPdqReaders } from './pdq-readers.ts'
import { createReadyLists } from './ready-lists.ts'
import type { ReadyLists } from './ready-lists.ts'
import type { ListSource } from './run-import.ts'
import { writeList } from './write-list.ts'

export interface HashListParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): unknown }
  ids: { next(): string }
  clock: Pick<Clock, 'now' | 'monotonic'>
  signals: { send(signal: Signal): void }
  background: Background
  /** Where the files of lists lie, and the key of theirs. */
  place: ListPlace
  /** `ports.paths.workers` */
  workers: string
  /** A new place for bytes that wait, sealed. */
  newSpool(): Spool
  /** A list's entries count from now on, or are others now. Called inside the transaction that makes it so. */
  onListReady(listId: string): void
  /** Entries from this id on are new; those before it may have changed or gone. */
  onListChanged(listId: string, firstNew: number): void
  /** A list's entries count no more: forget its matches, a slice at a step. */
  onListGone(listId: string, listName: string): Iterator<void>
  /** What matching does with it. */
  inMatching(listId: string): ListMatching
  /** A failure that nobody waits for (a bug, or the disk): told, not swallowed. */
  onBackgroundFailure(error: unknown): void
}

export interface HashLists extends Omit<ReadyLists, 'put' | 'take' | 'allEntries'> {
  all(): HashList[]
  /** @throws AppError list.unknown */
  list(id: string): HashList
  rejections(id: string, offset: number): ListRejections
  start(asked: StartListImport): StartedListImport
  append(uploadId: string, chunk: Chunk): Promise<UploadState>
  /** Starts the import of what came up, and answers at once. */
  finish(id: string): HashList
  /** Ends an upload or an import; what it brought goes. */
  cancel(id: string): Promise<HashList>
  /** What its source allows from now on; media are matched anew where a ready list ends or counts again by it. */
  setTerms(id: string, terms: ListTerms): HashList
  /** Resolves when the list, its entries and its matches are gone. */
  remove(id: string): Promise<void>
  /** Imports from any source and waits for the end. @throws AppError list.* */
  importFrom(asked: ListAsked, source: ListSource): Promise<HashList>
  /** The list as a file of that format, in pieces. @throws AppError list.unknown, list.not_shareable, list.not_in_format */
  exported(id: string, format: ExportFormat): Generator<string>
  /** Resolves when no import is under way. */
  settled(): Promise<void>
  /** Imports that a stop cut off are told as interrupted, removals go on. */
  begin(): void
  /** Ends imports where they are; at the next opening they are told as interrupted. */
  close(): Promise<void>
}

/** Rejections answered at once. */
const REJECTIONS_PAGE = 100
const NO_TERMS = { expiresAt: null, mayShare: false }
const FRESH = { version: '', state: 'importing', failure: null, updating: false, revision: null, entries: 0, counts: {}, repeated: 0, rejected: 0 } as const

/** What is asked of an import, without the size of its file. */
export type ListAsked = Omit<StartListImportInput, 'bytes'>

export function createHashLists(parts: HashListParts): HashLists {
  const { store, clock, ids, signals } = parts
  const lists = createHashListStore(store.db)
  const files = createListFiles(parts.place, lists.lists().flatMap(({ id, revision }) => (revision === null ? [] : [{ id, revision }])))
  const readers = createPdqReaders(parts.workers)
  const { put, take, allEntries, ...reading } = createReadyLists({ files, readers, clock })
  const removal = createListRemoval({ store, lists, files, background: parts.background, onListGone: parts.onListGone })
  const tell = () => signals.send({ type: 'lists' })
  const imports = createListImports({ ...parts, lists, files, tell, onReady: becomeReady })
  const uploads = createListUploads({ ...parts, onLost: imports.fail })
  for (const list of lists.lists()) if (list.state === 'ready') put(list)

  function becomeReady(id: string, firstNew: number | null): void {
    store.afterCommit(() => put(row(id)))
    if (firstNew === null) parts.onListReady(id)
    else parts.onListChanged(id, firstNew)
  }

  function row(id: string): ListRow {
    const found = lists.list(id)
    if (found === null || removal.isUnderWay(found)) throw new AppError('list.unknown')
    return found
  }

  function shown(list: ListRow): HashList {
    const { revision: _, updating: __, ...rest } = list
    return { ...rest, ...parts.inMatching(list.id), progress: imports.progress(list.id) ?? uploads.progress(list.id) }
  }

  const isBusy = (id: string): boolean => imports.isRunning(id) || uploads.progress(id) !== null

  /** A new row, or the list that the file goes into. */
  function begin(it: ListAsked): ListImport {
    refuseUnreviewed(it)
    const { name, origin = '', trust, meaning = {}, format, terms = NO_TERMS, into = null } = it
    if (into === null) {
      const list: ListRow = { ...FRESH, id: ids.next(), name, origin, trust, meaning, format, terms, importedAt: clock.now() }
      store.transaction(() => lists.insert(list))
      tell()
      return { list, format, mode: null }
    }
    const list = row(into.listId)
    if (list.state !== 'ready') throw new AppError('list.unknown')
    if (isBusy(list.id)) throw new AppError('list.busy')
    refuseUnreviewed({ trust: list.trust, format })
    store.transaction(() => lists.setUpdating(list.id, true, null))
    return { list, format, mode: into.mode }
  }

  async function cancel(id: string): Promise<HashList> {
    if (row(id).state === 'importing' || isBusy(id)) {
      await imports.cancel(id)
      await uploads.discard(id)
    }
    return shown(row(id))
  }

  return {
    ...reading,
    all: () => lists.lists().filter(it => !removal.isUnderWay(it)).map(shown),
    list: id => shown(row(id)),
    rejections: (id, offset) => ({ total: row(id).rejected, kept: lists.keptRejections(id), rejections: lists.rejections(id, offset, REJECTIONS_PAGE) }),
    start(it) {
      const begun = begin(it)
      return { listId: begun.list.id, ...uploads.open(ids.next(), begun, it.bytes) }
    },
    append: (uploadId, chunk) => uploads.append(uploadId, chunk).finally(tell),
    finish(id) {
      const { asked, spool } = uploads.take(row(id).id)
      imports.runInBackground(asked, spool.source(), () => spool.dispose())
      return shown(row(id))
    },
    cancel,
    setTerms(id, terms) {
      const before = row(id)
      store.transaction(() => {
        lists.setTerms(id, terms)
        if (before.state === 'ready' && before.terms.expiresAt !== terms.expiresAt) becomeReady(id, 0)
      })
      tell()
      return shown(row(id))
    },
    async remove(id) {
      await cancel(id)
      take(id)
      await removal.remove(row(id))
      tell()
    },
    async importFrom(it, source) {
      const begun = begin(it)
      await imports.run(begun, source)
      return shown(row(begun.list.id))
    },
    exported(id, format) {
      const { terms, counts } = row(id)
      if (!terms.mayShare) throw new AppError('list.not_shareable')
      return writeList(format, allEntries(id), counts)
    },
    settled: imports.settled,
    begin() {
      imports.begin()
      for (const list of lists.lists()) if (removal.isUnderWay(list)) removal.remove(list).catch(parts.onBackgroundFailure)
    },
    async close() {
      await Promise.all([imports.close(), readers.close(), uploads.close()])
      files.close()
    },
  }
}

function refuseUnreviewed({ trust, format }: Pick<ListAsked, 'trust' | 'format'>): void {
  if (format === 'stopncii' && trust === 'verified') throw new AppError('list.never_verified')
}
