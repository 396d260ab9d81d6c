import type { ListRejections, StartedListImport, StartListImport, UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { HashList } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import { createHashListStore } from './hashlists.store.ts'
import type { EntryRow, ListRow, ValueCursor } from './hashlists.store.ts'
import type { ImportAnswer } from './import-work.ts'
import { createListRemoval } from './list-removal.ts'
import { createListUploads } from './list-uploads.ts'
import type { Chunk, Spool } from './list-uploads.ts'
import { runImport } from './run-import.ts'
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

interface Run {
  abort: AbortController
  bytes: number
  totalBytes: number
  ended: Promise<void>
}

export function createHashLists(parts: HashListParts): HashLists {
  const { store, clock, ids, signals } = parts
  const lists = createHashListStore(store.db)
  const uploads = createListUploads(parts.newSpool)
  const removal = createListRemoval({ store, lists, background: parts.background, onListGone: parts.onListGone })
  const runs = new Map<string, Run>()
  const factsOf = new Map<string, ListRow>()
  const tell = () => signals.send({ type: 'lists' })

  function row(id: string): ListRow {
    const found = lists.list(id)
    if (found === null || removal.isUnderWay(found)) throw new AppError('list.unknown')
    return found
  }

  function shown(list: ListRow): HashList {
    const { format: _, ...rest } = list
    const run = runs.get(list.id)
    const progress = run === undefined ? uploads.received(list.id) : { bytes: run.bytes, totalBytes: run.totalBytes }
    return { ...rest, matched: parts.matchedOf(list.id), progress }
  }

  function insert(asked: Omit<StartListImport, 'bytes'>): string {
    const { name, origin, trust, meaning, format } = asked
    const id = ids.next()
    const fresh = { version: '', importedAt: clock.now(), state: 'importing', failure: null, entries: 0, rejected: 0 } as const
    store.transaction(() => lists.insert({ id, name, origin, trust, meaning, format, ...fresh }))
    tell()
    return id
  }

  /** The import itself; when it ends, the list's row tells how. Rejects as the import did. */
  async function run(id: string, source: ListSource): Promise<void> {
    const abort = new AbortController()
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const state: Run = { abort, bytes: 0, totalBytes: source.bytes, ended }
    runs.set(id, state)
    const onProgress = (bytes: number): void => {
      state.bytes = bytes
      tell()
    }
    try {
      const order = { listId: id, format: row(id).format }
      becomeReady(id, await runImport({ access: store.access(), workers: parts.workers, order, source, signal: abort.signal, onProgress }))
    } catch (error) {
      if (!isClosing(error)) await giveUp(id, error)
      throw error
    } finally {
      runs.delete(id)
      end()
      if (store.db.open) tell()
    }
  }

  function becomeReady(id: string, { version, entries }: ImportAnswer): void {
    store.transaction(() => {
      lists.finish(id, version, clock.now())
      parts.audit.append('list.imported', { listId: id, name: row(id).name, entries })
      parts.onListReady(id)
    })
  }

  async function giveUp(id: string, error: unknown): Promise<void> {
    const cancelled = error === CANCELLED
    const code: ErrorCode = error instanceof AppError ? error.code : 'internal'
    store.transaction(() => lists.setState(id, cancelled ? 'cancelled' : 'failed', cancelled ? null : code))
    tell()
    await removal.emptyOut(id)
  }

  function inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isClosing(error) && error !== CANCELLED && !(error instanceof AppError)) parts.onBackgroundFailure(error)
    })
  }

  /** What a stop left: half imports are told as failed, removals go on. */
  function recover(): void {
    for (const id of lists.importing()) inBackground(giveUp(id, new AppError('list.interrupted')))
    for (const list of lists.lists()) if (removal.isUnderWay(list)) inBackground(removal.remove(list.id))
  }
  recover()

  return {
    all: () => lists.lists().filter(it => !removal.isUnderWay(it)).map(shown),
    list: id => shown(row(id)),
    rejections: (id, offset) => ({ total: row(id).rejected, rejections: lists.rejections(id, offset, REJECTIONS_PAGE) }),
    start(asked) {
      const listId = insert(asked)
      return { listId, ...uploads.open(ids.next(), listId, asked.bytes) }
    },
    async append(uploadId, chunk) {
      const state = await uploads.append(uploadId, chunk)
      tell()
      return state
    },
    finish(id) {
      if (row(id).state !== 'importing' || runs.has(id)) throw new AppError('upload.unknown')
      const spool = uploads.take(id)
      inBackground(run(id, spool.source()).finally(() => spool.dispose()))
      return shown(row(id))
    },
    async cancel(id) {
      if (row(id).state !== 'importing') return shown(row(id))
      const running = runs.get(id)
      running?.abort.abort(CANCELLED)
      await running?.ended
      await uploads.discard(id)
      if (running === undefined) await giveUp(id, CANCELLED)
      return shown(row(id))
    },
    async remove(id) {
      if (row(id).state === 'importing') await this.cancel(id)
      factsOf.delete(id)
      await removal.remove(id)
      tell()
    },
    async importFrom(asked, source) {
      const id = insert(asked)
      await run(id, source)
      return shown(row(id))
    },
    exactEntries: (algorithm, value) => lists.exact(algorithm, value, clock.now()),
    entry: id => lists.entry(id, clock.now()),
    facts(listId) {
      const kept = factsOf.get(listId)
      if (kept !== undefined) return kept
      const found = lists.list(listId)
      if (found?.state === 'ready') factsOf.set(listId, found)
      return found
    },
    pdqPage: lists.pdqPage,
    pdqPageOfList: lists.pdqPageOfList,
    async settled() {
      await Promise.all([...runs.values()].map(it => it.ended))
    },
    async close() {
      const ends = [...runs.values()].map(it => it.ended)
      for (const it of runs.values()) it.abort.abort(CLOSING)
      await Promise.all(ends)
      await uploads.close()
    },
  }
}

const CANCELLED = new Error('the import was cancelled')
const CLOSING = new AppError('session.locked')

function isClosing(error: unknown): boolean {
  return error === CLOSING
}
