import { AppError } from '../../contract/error.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { ListProgress } from '../../contract/match.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore, ListRow } from './hashlists.store.ts'
import type { ImportAnswer } from './import-work.ts'
import type { ListFiles } from './list-files.ts'
import { runImport } from './run-import.ts'
import type { ListSource } from './run-import.ts'

export interface ListImportParts {
  store: Store
  lists: HashListStore
  files: ListFiles
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): unknown }
  clock: { now(): string }
  ids: { next(): string }
  workers: string
  /** Its row says that it is ready. Called inside the transaction that makes it so. */
  onReady(listId: string): void
  onBackgroundFailure(error: unknown): void
  /** Something of a list changed that the page shows. */
  tell(): void
}

export interface ListImports {
  /** Rejects as the import fails; its list's row tells the same. */
  run(list: ListRow, source: ListSource): Promise<void>
  /** Runs without anybody waiting. */
  runInBackground(list: ListRow, source: ListSource, after: () => Promise<void>): void
  isRunning(id: string): boolean
  progress(id: string): ListProgress | null
  /** Ends an import, or one that never began; what it brought goes. */
  cancel(id: string): Promise<void>
  settled(): Promise<void>
  close(): Promise<void>
}

interface Run {
  abort: AbortController
  progress: ListProgress
  rejected: number
  ended: Promise<void>
}

const CANCELLED = new Error('the import was cancelled')
const CLOSING = new AppError('session.locked')

export function createListImports(parts: ListImportParts): ListImports {
  const { store, lists, files, audit, clock, tell } = parts
  const runs = new Map<string, Run>()

  async function run(list: ListRow, source: ListSource): Promise<void> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const state: Run = { abort: new AbortController(), progress: { bytes: 0, totalBytes: source.bytes, rows: 0 }, rejected: 0, ended }
    runs.set(list.id, state)
    const target = { id: list.id, revision: parts.ids.next() }
    try {
      const answer = await build(list, target, source, state)
      await files.settled()
      state.abort.signal.throwIfAborted()
      becomeReady(list, target.revision, answer)
    } catch (error) {
      await files.remove(target)
      if (error !== CLOSING) giveUp(list.id, error, state.rejected)
      throw error
    } finally {
      runs.delete(list.id)
      end()
      tell()
    }
  }

  function build(list: ListRow, target: { id: string; revision: string }, source: ListSource, state: Run): Promise<ImportAnswer> {
    let position = 0
    return runImport({
      workers: parts.workers,
      order: { target: files.access(target), format: list.format },
      source,
      signal: state.abort.signal,
      onProgress({ bytes, rows, rejected }) {
        state.progress = { ...state.progress, bytes, rows }
        state.rejected = rejected
        tell()
      },
      onRejections: rows => store.transaction(() => {
        for (const row of rows) lists.reject(list.id, position++, row)
      }),
    })
  }

  function becomeReady({ id, name }: ListRow, revision: string, { version, entries: counts, repeated, rejected }: ImportAnswer): void {
    const entries = Object.values(counts).reduce((sum, count) => sum + count, 0)
    store.transaction(() => {
      lists.finish({ id, version, importedAt: clock.now(), revision, entries, counts, repeated, rejected })
      audit.append('list.imported', { listId: id, name, entries })
      parts.onReady(id)
    })
  }

  function giveUp(id: string, error: unknown, rejected: number): void {
    const code: ErrorCode = error instanceof AppError ? error.code : 'internal'
    store.transaction(() => {
      lists.setState(id, error === CANCELLED ? 'cancelled' : 'failed', error === CANCELLED ? null : code)
      lists.setRejected(id, rejected)
    })
    tell()
  }

  /** What the list's row tells needs no other way of telling; a bug does. */
  function unattended(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (error !== CANCELLED && !(error instanceof AppError)) parts.onBackgroundFailure(error)
    })
  }

  // What a stop left half way is told as failed; its file went when the folder was opened.
  for (const { id, state, rejected } of lists.lists()) if (state === 'importing') giveUp(id, new AppError('list.interrupted'), rejected)

  return {
    run,
    runInBackground: (list, source, after) => unattended(run(list, source).finally(after)),
    isRunning: id => runs.has(id),
    progress: id => runs.get(id)?.progress ?? null,
    async cancel(id) {
      const running = runs.get(id)
      if (running === undefined) return giveUp(id, CANCELLED, 0)
      running.abort.abort(CANCELLED)
      await running.ended
    },
    async settled() {
      await Promise.all([...runs.values()].map(it => it.ended))
    },
    async close() {
      for (const it of runs.values()) it.abort.abort(CLOSING)
      await this.settled()
    },
  }
}
