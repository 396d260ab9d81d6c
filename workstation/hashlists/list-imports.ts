import { AppError } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { ListProgress } from '../../contract/match.ts'
import type { ListFormat } from '../../contract/words.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore, ListRow } from './hashlists.store.ts'
import type { ListMode } from './list-builder.store.ts'
import { createListFailures } from './list-failures.ts'
import type { ListFailure } from './list-failures.ts'
import type { ListFiles } from './list-files.ts'
import type { ListRevision } from './list-place.ts'
import { runImport } from './run-import.ts'
import type { ImportResult, ListSource } from './run-import.ts'

export interface ListImportParts {
  store: Store
  lists: HashListStore
  files: ListFiles
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): unknown }
  clock: { now(): string }
  ids: { next(): string }
  workers: string
  /** Its row says that it is ready, for the first time or with another revision, in which entries from `firstNew` on are new. Called inside the transaction that makes it so. */
  onReady(listId: string, firstNew: number | null): void
  onBackgroundFailure(error: unknown): void
  /** Something of a list changed that the page shows. */
  tell(): void
}

/** A file for a list: for one that is new (mode null), or into one that is ready. */
export interface ListImport {
  list: ListRow
  format: ListFormat
  mode: ListMode | null
}

export interface ListImports {
  /** Rejects as the import fails; its list's row tells the same. */
  run(asked: ListImport, source: ListSource): Promise<void>
  /** Runs without anybody waiting. */
  runInBackground(asked: ListImport, source: ListSource, after: () => Promise<void>): void
  isRunning(id: string): boolean
  progress(id: string): ListProgress | null
  /** Tells that an import came to nothing before it began; on a full disk, once there is room. */
  fail(id: string, error: unknown): void
  /** Ends an import, or one that never began; what it brought goes. */
  cancel(id: string): Promise<void>
  /** What a stop left half way is told as interrupted. */
  begin(): void
  settled(): Promise<void>
  close(): Promise<void>
}

interface Run {
  abort: AbortController
  progress: ListProgress
  rejected: number
  /** The place of its first row set aside among the list's. */
  firstRejection: number
  ended: Promise<void>
}

const CANCELLED = new Error('the import was cancelled')
const CLOSING = new AppError('session.locked')

export function createListImports(parts: ListImportParts): ListImports {
  const { store, lists, files, audit, clock, tell } = parts
  const runs = new Map<string, Run>()
  const failures = createListFailures({ store, lists, onTold: tell, onBackgroundFailure: parts.onBackgroundFailure })

  async function run(asked: ListImport, source: ListSource): Promise<void> {
    const { id } = asked.list
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const progress: ListProgress = { phase: 'reading', bytes: 0, totalBytes: source.bytes, rows: 0 }
    const state: Run = { abort: new AbortController(), progress, rejected: 0, firstRejection: 0, ended }
    runs.set(id, state)
    failures.forget(id)
    const target = { id, revision: parts.ids.next() }
    try {
      state.firstRejection = lists.nextRejection(id)
      const result = await build(asked, target, source, state)
      await files.settled()
      state.abort.signal.throwIfAborted()
      await becomeReady(asked, target, result, state)
    } catch (error) {
      await files.removeFile(target).catch(parts.onBackgroundFailure)
      if (error !== CLOSING) failures.tell(id, failureOf(error, state.rejected))
      throw error
    } finally {
      runs.delete(id)
      end()
      tell()
    }
  }

  function build({ list, format, mode }: ListImport, target: ListRevision, source: ListSource, state: Run): Promise<ImportResult> {
    const before = revisionOf(list)
    let position = state.firstRejection
    return runImport({
      workers: parts.workers,
      order: { target: files.access(target), base: before === null || mode === null ? null : { file: files.access(before).file, mode }, format },
      source,
      signal: state.abort.signal,
      onProgress({ bytes, rows, rejected }) {
        state.progress = { ...state.progress, phase: bytes < source.bytes ? 'reading' : 'indexing', bytes, rows }
        state.rejected = rejected
        tell()
      },
      onRejections: rows => store.transaction(() => {
        for (const row of rows) lists.reject(list.id, position++, row)
      }),
    })
  }

  async function becomeReady({ list, mode }: ListImport, { id, revision }: ListRevision, result: ImportResult, state: Run): Promise<void> {
    const { version, counts, repeated } = result
    const entries = Object.values(counts).reduce((sum, count) => sum + count, 0)
    const rejected = mode === 'delta' ? list.rejected + result.rejected : result.rejected
    store.transaction(() => {
      if (mode === 'replace') lists.removeRejectionsBefore(id, state.firstRejection)
      lists.finish({ id, version, importedAt: clock.now(), revision, entries, counts, repeated, rejected })
      audit.append('list.imported', { listId: id, name: list.name, entries })
      parts.onReady(id, mode === null ? null : result.firstNew)
    })
    const before = revisionOf(list)
    // One that cannot be removed now goes at the next opening, as nothing names it; the import is no failure.
    if (before !== null) await files.removeFile(before).catch(parts.onBackgroundFailure)
  }

  /** What the list's row tells needs no other way of telling, nor does an end; a bug does. */
  function unattended(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (error !== CANCELLED && !(error instanceof AppError)) parts.onBackgroundFailure(error)
    })
  }

  return {
    run,
    runInBackground: (asked, source, after) => unattended(run(asked, source).finally(after)),
    isRunning: id => runs.has(id),
    progress: id => runs.get(id)?.progress ?? null,
    fail: (id, error) => failures.tell(id, failureOf(error)),
    async cancel(id) {
      const running = runs.get(id)
      if (running === undefined) return failures.tell(id, failureOf(CANCELLED))
      running.abort.abort(CANCELLED)
      await running.ended
    },
    begin() {
      // Its file went when the folder was opened.
      for (const { id, state, updating } of lists.lists()) {
        if (state === 'importing' || updating) failures.tell(id, { code: 'list.interrupted', rejected: 0 })
      }
    },
    async settled() {
      await Promise.all([...runs.values()].map(it => it.ended))
    },
    async close() {
      failures.close()
      for (const it of runs.values()) it.abort.abort(CLOSING)
      await this.settled()
    },
  }
}

function failureOf(error: unknown, rejected = 0): ListFailure {
  return { code: error === CANCELLED ? null : error instanceof AppError ? error.code : 'internal', rejected }
}

function revisionOf({ id, revision }: ListRow): ListRevision | null {
  return revision === null ? null : { id, revision }
}
