import type { ListRejections, StartedListImport, StartListImport, UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { HashList } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import { createHashListStore } from './hashlists.store.ts'
import type { EntryRow, ListRow, ValueCursor } from './hashlists.store.ts'
import { createListImports } from './list-imports.ts'
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
  /** Entries that count: of a ready list, and not expired. */
  exactEntries(algorithm: Algorithm, value: string): EntryRow[]
  entry(id: number): EntryRow | null
  facts(listId: string): Pick<ListRow, 'id' | 'name' | 'trust' | 'meaning'> | null
  pdqPage(after: ValueCursor, limit: number): (ValueCursor & { listId: string })[]
  pdqPageOfList(listId: string, after: ValueCursor, limit: number): ValueCursor[]
  /** Resolves when no import is under way. */
  settled(): Promise<void>
  /** Ends imports where they are; at the next opening they are told as interrupted. */
  close(): Promise<void>
}

/** Rejections answered at once. */
const REJECTIONS_PAGE = 100
const FRESH = { version: '', state: 'importing', failure: null, entries: 0, rejected: 0 } as const

export function createHashLists(parts: HashListParts): HashLists {
  const { store, clock, ids, signals } = parts
  const lists = createHashListStore(store.db)
  const uploads = createListUploads(parts.newSpool)
  const removal = createListRemoval({ store, lists, background: parts.background, onListGone: parts.onListGone })
  const tell = () => signals.send({ type: 'lists' })
  const imports = createListImports({ ...parts, lists, removal, tell })
  const ready = new Map<string, ListRow>()
  for (const list of lists.lists()) if (removal.isUnderWay(list)) removal.remove(list.id).catch(parts.onBackgroundFailure)

  function row(id: string): ListRow {
    const found = lists.list(id)
    if (found === null || removal.isUnderWay(found)) throw new AppError('list.unknown')
    return found
  }

  function shown(list: ListRow): HashList {
    const { format: _, ...rest } = list
    return { ...rest, matched: parts.matchedOf(list.id), progress: imports.progress(list.id) ?? uploads.received(list.id) }
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

  /** A ready list does not change, so it is read once. */
  function facts(listId: string): ListRow | null {
    const kept = ready.get(listId)
    if (kept !== undefined) return kept
    const found = lists.list(listId)
    if (found?.state === 'ready') ready.set(listId, found)
    return found
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
    async remove(id) {
      await cancel(id)
      ready.delete(id)
      await removal.remove(id)
      tell()
    },
    async importFrom(asked, source) {
      const list = insert(asked)
      await imports.run(list, source)
      return shown(row(list.id))
    },
    exactEntries: (algorithm, value) => lists.exact(algorithm, value, clock.now()),
    entry: id => lists.entry(id, clock.now()),
    facts,
    pdqPage: lists.pdqPage,
    pdqPageOfList: lists.pdqPageOfList,
    settled: imports.settled,
    async close() {
      await imports.close()
      await uploads.close()
    },
  }
}
