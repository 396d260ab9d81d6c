import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../contract/error.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore, ListRow } from './hashlists.store.ts'
import type { ImportAnswer } from './import-work.ts'
import type { ListRemoval } from './list-removal.ts'
import { runImport } from './run-import.ts'
import type { ListSource } from './run-import.ts'

export interface ListImportParts {
  store: Store
  lists: HashListStore
  removal: ListRemoval
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): unknown }
  clock: { now(): string }
  workers: string
  onListReady(listId: string): void
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
  progress(id: string): { bytes: number; totalBytes: number } | null
  /** Ends an import, or one that never began; what it brought goes. */
  cancel(id: string): Promise<void>
  settled(): Promise<void>
  close(): Promise<void>
}

interface Run {
  abort: AbortController
  bytes: number
  totalBytes: number
  ended: Promise<void>
}

const CANCELLED = new Error('the import was cancelled')
const CLOSING = new AppError('session.locked')
const DISK_FULL_PAUSE_MS = 5000

const isDiskFull = (error: unknown): boolean => error instanceof AppError && error.code === 'disk.full'

export function createListImports(parts: ListImportParts): ListImports {
  const { store, lists, removal, audit, clock, tell } = parts
  const runs = new Map<string, Run>()
  const closing = new AbortController()

  async function run(list: ListRow, source: ListSource): Promise<void> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const state: Run = { abort: new AbortController(), bytes: 0, totalBytes: source.bytes, ended }
    runs.set(list.id, state)
    const onProgress = (bytes: number): void => {
      state.bytes = bytes
      tell()
    }
    try {
      const order = { listId: list.id, format: list.format }
      becomeReady(list, await runImport({ access: store.access(), workers: parts.workers, order, source, signal: state.abort.signal, onProgress }))
    } catch (error) {
      if (error !== CLOSING) await giveUp(list.id, error)
      throw error
    } finally {
      runs.delete(list.id)
      end()
      tell()
    }
  }

  function becomeReady({ id, name }: ListRow, { version, entries }: ImportAnswer): void {
    store.transaction(() => {
      lists.finish(id, version, clock.now())
      audit.append('list.imported', { listId: id, name, entries })
      parts.onListReady(id)
    })
  }

  async function giveUp(id: string, error: unknown): Promise<void> {
    const code: ErrorCode = error instanceof AppError ? error.code : 'internal'
    store.transaction(() => lists.setState(id, error === CANCELLED ? 'cancelled' : 'failed', error === CANCELLED ? null : code))
    tell()
    await removal.emptyOut(id)
  }

  /** On a full disk not even that it failed can be written: it is, once there is room. Until then the list stands as it is. */
  async function giveUpOnceThereIsRoom(id: string, error: unknown): Promise<void> {
    if (!isDiskFull(error)) throw error
    while (!closing.signal.aborted && lists.list(id)?.state === 'importing') {
      await setTimeout(DISK_FULL_PAUSE_MS, undefined, { ref: false })
      if (closing.signal.aborted) return
      await giveUp(id, error).catch((again: unknown) => {
        if (!isDiskFull(again)) throw again
      })
    }
  }

  /** What the list's row tells needs no other way of telling; a bug does. */
  function unattended(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (error !== CANCELLED && !(error instanceof AppError)) parts.onBackgroundFailure(error)
    })
  }

  // What a stop left half way is told as failed.
  for (const id of lists.importing()) unattended(giveUp(id, new AppError('list.interrupted')).catch((error) => giveUpOnceThereIsRoom(id, error)))

  return {
    run,
    runInBackground: (list, source, after) => unattended(run(list, source).finally(after).catch((error) => giveUpOnceThereIsRoom(list.id, error))),
    isRunning: id => runs.has(id),
    progress(id) {
      const state = runs.get(id)
      return state === undefined ? null : { bytes: state.bytes, totalBytes: state.totalBytes }
    },
    async cancel(id) {
      const running = runs.get(id)
      if (running === undefined) return giveUp(id, CANCELLED)
      running.abort.abort(CANCELLED)
      await running.ended
    },
    async settled() {
      await Promise.all([...runs.values()].map(it => it.ended))
    },
    async close() {
      closing.abort()
      for (const it of runs.values()) it.abort.abort(CLOSING)
      await this.settled()
    },
  }
}
