import type { ListRejections, StartedListImport, StartListImport, UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { HashList } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import type { ListFacts } from './all-lists.ts'
import { createPdqReaders } from './pdq-readers.ts'
import { createHashListStore } from './hashlists.store.ts'
import type { ListRow } from './hashlists.store.ts'
import type { EntryRow, PdqEntries } from './list-file.store.ts'
import { createListFiles } from './list-files.ts'
import { createListImports } from './list-imports.ts'
import type { ListPlace, ListRevision } from './list-place.ts'
import { createListRemoval } from './list-removal.ts'
import { createListUploads } from './list-uploads.ts'
import type { Chunk, Spool } from './list-uploads.ts'
import type { ListSource } from './run-import.ts'

export interface HashListParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): unknown }
  ids: { next(): string }
  clock: { now(): string }
  signals: { send(signal: Signal): void }
  background: Background
  /** Where the files of lists lie, and the key of theirs, which is copied. */
  place: ListPlace
  /** `ports.paths.workers` */
  workers: string
  /** A new place for bytes that wait, sealed. */
  newSpool(): Spool
  /** A list's entries count from now on. Called inside the transaction that makes the list ready. */
  onListReady(listId: string): void
  /** A list's entries count no more: forget its matches, a slice at a step. */
  onListGone(listId: string): Iterator<void>
  /** Media here that match it. */
  matchedOf(listId: string): number
  /** A failure that nobody waits for (a bug, or the disk): told, not swallowed. */
  onBackgroundFailure(error: unknown): void
}

export interface HashLists {
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
  /** Resolves when the list, its entries and its matches are gone. */
  remove(id: string): Promise<void>
  /** Imports from any source and waits for the end. @throws AppError list.* */
  importFrom(asked: Omit<StartListImport, 'bytes'>, source: ListSource): Promise<HashList>
  /** Entries that count: of ready lists, and not expired. */
  exactEntries(algorithm: Algorithm, value: string): EntryRow[]
  entry(listId: string, entryId: number): EntryRow | null
  facts(listId: string): ListFacts | null
  /** Lists whose entries count. The revision changes with each change of a list's entries. */
  readyLists(): ListRevision[]
  /** The perceptual hashes of a ready list, read off the main thread, with the revision that they are of. @throws AppError list.unknown */
  pdqOf(listId: string): Promise<PdqEntries & { revision: string }>
  /** Resolves when no import is under way. */
  settled(): Promise<void>
  /** Ends imports where they are; at the next opening they are told as interrupted. */
  close(): Promise<void>
}

/** Rejections answered at once. */
const REJECTIONS_PAGE = 100
const FRESH = { version: '', state: 'importing', failure: null, revision: null, entries: 0, counts: {}, repeated: 0, rejected: 0 } as const

export function createHashLists(parts: HashListParts): HashLists {
  const { store, clock, ids, signals } = parts
  const lists = createHashListStore(store.db)
  const files = createListFiles(parts.place, lists.lists().flatMap(it => revisionOf(it) ?? []))
  const uploads = createListUploads(parts.newSpool)
  const readers = createPdqReaders(parts.workers)
  const removal = createListRemoval({ store, lists, files, background: parts.background, onListGone: parts.onListGone })
  const tell = () => signals.send({ type: 'lists' })
  const imports = createListImports({ ...parts, lists, files, tell, onReady: becomeReady })
  /** Lists whose entries count, and the file of each. */
  const ready = new Map<string, ListRow & ListRevision>()
  for (const list of lists.lists()) {
    if (removal.isUnderWay(list)) removal.remove(list).catch(parts.onBackgroundFailure)
    else if (list.state === 'ready') putReady(list)
  }

  function putReady(list: ListRow): void {
    const { revision } = list
    if (revision === null) throw new Error('a ready list has a file')
    ready.set(list.id, { ...list, revision })
  }

  function becomeReady(id: string): void {
    putReady(row(id))
    parts.onListReady(id)
  }

  function row(id: string): ListRow {
    const found = lists.list(id)
    if (found === null || removal.isUnderWay(found)) throw new AppError('list.unknown')
    return found
  }

  function shown(list: ListRow): HashList {
    const { revision: _, ...rest } = list
    return { ...rest, matched: parts.matchedOf(list.id), progress: imports.progress(list.id) ?? uploads.progress(list.id) }
  }

  function insert({ name, origin, trust, meaning, format }: Omit<StartListImport, 'bytes'>): ListRow {
    const list: ListRow = { ...FRESH, id: ids.next(), name, origin, trust, meaning, format, importedAt: clock.now() }
    store.transaction(() => lists.insert(list))
    tell()
    return list
  }

  async function cancel(id: string): Promise<HashList> {
    if (row(id).state === 'importing') {
      await imports.cancel(id)
      await uploads.discard(id)
    }
    return shown(row(id))
  }

  async function remove(id: string): Promise<void> {
    await cancel(id)
    ready.delete(id)
    await removal.remove(row(id))
    tell()
  }

  return {
    all: () => lists.lists().filter(it => !removal.isUnderWay(it)).map(shown),
    list: id => shown(row(id)),
    rejections: (id, offset) => ({ total: row(id).rejected, rejections: lists.rejections(id, offset, REJECTIONS_PAGE) }),
    start(asked) {
      const list = insert(asked)
      return { listId: list.id, ...uploads.open(ids.next(), list.id, asked.bytes) }
    },
    async append(uploadId, chunk) {
      const state = await uploads.append(uploadId, chunk)
      tell()
      return state
    },
    finish(id) {
      const list = row(id)
      if (list.state !== 'importing' || imports.isRunning(id)) throw new AppError('upload.unknown')
      const spool = uploads.take(id)
      imports.runInBackground(list, spool.source(), () => spool.dispose())
      return shown(row(id))
    },
    cancel,
    remove,
    async importFrom(asked, source) {
      const list = insert(asked)
      await imports.run(list, source)
      return shown(row(list.id))
    },
    exactEntries: (algorithm, value) => [...ready.values()].flatMap(list => files.read(list).exact(algorithm, value, clock.now()) ?? []),
    entry(listId, entryId) {
      const list = ready.get(listId)
      return list === undefined ? null : files.read(list).entry(entryId, clock.now())
    },
    facts(listId) {
      const list = ready.get(listId)
      return list === undefined ? null : { ...list, kind: 'imported' }
    },
    readyLists: () => [...ready.values()].map(({ id, revision }) => ({ id, revision })),
    async pdqOf(listId) {
      const list = ready.get(listId)
      if (list === undefined) throw new AppError('list.unknown')
      return { revision: list.revision, ...(await readers.read(files.access(list))) }
    },
    settled: imports.settled,
    async close() {
      await Promise.all([imports.close(), readers.close()])
      await uploads.close()
      files.close()
    },
  }
}

function revisionOf({ id, revision }: ListRow): ListRevision | null {
  return revision === null ? null : { id, revision }
}
