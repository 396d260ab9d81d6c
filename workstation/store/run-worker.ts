import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, ERROR_CODES, type ErrorCode, type ErrorFacts } from '../../contract/error.ts'

/** What a worker's thread tells: in answer to `ask` number `ask`; once, that its native code is loaded. */
export type WorkerMessage =
  | { type: 'loaded' }
  | { ask: number; type: 'progress'; progress: unknown }
  | { ask: number; type: 'done'; result: unknown }
  | { ask: number; type: 'failed'; code: ErrorCode; facts: ErrorFacts }
  | { ask: number; type: 'broke'; name: string; stack: string }

export interface WorkerAsk {
  ask: number
  input: unknown
  /** Set to 1 to cancel: shared memory, so that a loop that never yields sees it too. */
  cancelled: Int32Array
}

export interface AskOptions<Progress> {
  onProgress?: (progress: Progress) => void
  /** Aborting asks the worker to stop by itself; one that does not within two seconds is ended. */
  signal?: AbortSignal
}

/** A worker thread that answers asks, one after another. */
export interface WorkerHandle {
  ask<Output, Progress = never>(input: unknown, options?: AskOptions<Progress>): Promise<Output>
  /** Ends the thread; open asks fail with `session.locked`. */
  close(): Promise<void>
}

/** Where the entries are and which: `workers` is `ports.paths.workers`. */
export interface WorkerPlace {
  workers: string
  name: string
}

const GRACE_MS = 2000

/**
 * Starts the entry `<workers>/<name>.ts` (or `.js` where the shell was built) in a thread. The entry calls `serve`
 * (store/worker-entry.ts). `data` reaches it as `workerData`, e.g. `{ access: store.access() }`.
 */
export function startWorker({ workers, name }: WorkerPlace, data: unknown = {}): WorkerHandle {
  const worker = new Worker(entryOf(workers, name), { workerData: data })
  const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void; onProgress: (progress: unknown) => void }>()
  let asks = 0
  let ended: unknown = null
  const { promise: loaded, resolve: isLoaded } = Promise.withResolvers<void>()

  function end(error: unknown): void {
    ended ??= error
    for (const ask of open.values()) ask.reject(error)
    open.clear()
  }

  /** A thread that is ended while SQLite's addon loads takes the process with it. */
  async function terminate(): Promise<void> {
    await loaded
    await worker.terminate()
  }

  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'loaded') return isLoaded()
    const ask = open.get(message.ask)
    if (ask === undefined) return
    if (message.type === 'progress') return ask.onProgress(message.progress)
    open.delete(message.ask)
    if (message.type === 'done') ask.resolve(message.result)
    else ask.reject(failureOf(name, message))
  })
  worker.on('error', end)
  worker.on('exit', (code) => {
    end(new Error(`worker ${name} ended with code ${code}`))
    isLoaded()
  })

  return {
    async ask<Output, Progress>(input: unknown, { onProgress, signal }: AskOptions<Progress> = {}): Promise<Output> {
      if (ended !== null) throw ended
      const number = (asks += 1)
      const cancelled = new Int32Array(new SharedArrayBuffer(4))
      const answer = new Promise<unknown>((resolve, reject) => {
        open.set(number, { resolve, reject, onProgress: (progress) => onProgress?.(progress as Progress) })
      })
      const stopListening = onAbort(signal, () => {
        Atomics.store(cancelled, 0, 1)
        setTimeout(() => open.has(number) && void terminate(), GRACE_MS).unref()
      })
      worker.postMessage({ ask: number, input, cancelled } satisfies WorkerAsk)
      try {
        return (await answer) as Output
      } finally {
        stopListening()
      }
    },
    async close() {
      end(new AppError('session.locked'))
      await terminate()
    },
  }
}

/** One ask, in a thread of its own. */
export async function runWorker<Output, Progress = never>(
  place: WorkerPlace,
  data: unknown,
  input: unknown,
  options: AskOptions<Progress> = {},
): Promise<Output> {
  const worker = startWorker(place, data)
  try {
    return await worker.ask<Output, Progress>(input, options)
  } finally {
    await worker.close()
  }
}

/** From sources in development and tests, from the bundle in Electron. */
function entryOf(workers: string, name: string): string {
  const built = join(workers, `${name}.js`)
  return existsSync(built) ? built : join(workers, `${name}.ts`)
}

function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined
  if (signal.aborted) listener()
  signal.addEventListener('abort', listener)
  return () => signal.removeEventListener('abort', listener)
}

function failureOf(name: string, message: Extract<WorkerMessage, { type: 'failed' | 'broke' }>): Error {
  if (message.type === 'failed' && message.code in ERROR_CODES) return new AppError(message.code, message.facts)
  const bug = new Error(`worker ${name}: ${message.type === 'broke' ? message.name : message.code}`)
  if (message.type === 'broke') bug.stack = message.stack
  return bug
}
