import { statSync } from 'node:fs'
import { AppError } from '../../contract/error.ts'
import { leaveLogAlone } from './checkpoints.store.ts'
import { startWorker, type WorkerHandle } from './run-worker.ts'
import type { Store } from './store.ts'

export interface Checkpoints {
  begin(): void
  /** Waits for a move that is under way. */
  close(): Promise<void>
}

export interface CheckpointsParts {
  store: Pick<Store, 'db' | 'access'>
  /** `ports.paths.workers` */
  workers: string
  onBackgroundFailure(error: unknown): void
}

/** As SQLite's own default of 1000 pages. */
const LOG_LIMIT = 4 * 1024 * 1024
const LOOK_EVERY_MS = 500

/**
 * Moves the write-ahead log into the database in a thread, whenever it has grown. SQLite would do so inside a commit, and on the main
 * thread that holds the window up for as long as the disk takes.
 */
export function createCheckpoints({ store, workers, onBackgroundFailure }: CheckpointsParts): Checkpoints {
  const log = `${store.access().file}-wal`
  let worker: WorkerHandle | null = null
  let moving: Promise<void> | null = null
  let moved = 0
  let timer: NodeJS.Timeout | undefined

  async function move(): Promise<void> {
    try {
      worker ??= startWorker({ workers, name: 'checkpoint' }, { access: store.access() })
      await worker.ask('move')
    } catch (error) {
      // A disk that refuses tells so at the next commit too, and to somebody.
      if (!(error instanceof AppError && error.code.startsWith('disk.'))) onBackgroundFailure(error)
    }
  }

  function look(): void {
    if (moving !== null) return
    // The file keeps its length: written anew from its start, it tells by its time whether there was more.
    const now = statSync(log, { throwIfNoEntry: false })
    if (now === undefined || now.size < LOG_LIMIT || now.mtimeMs === moved) return
    moved = now.mtimeMs
    moving = move().finally(() => (moving = null))
  }

  return {
    begin() {
      leaveLogAlone(store.db)
      timer = setInterval(look, LOOK_EVERY_MS).unref()
    },
    async close() {
      clearInterval(timer)
      await moving
      await worker?.ask('close')
      await worker?.close()
    },
  }
}
