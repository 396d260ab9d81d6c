import { parentPort } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { AppError } from '../../contract/error.ts'
import { asDiskFailure } from './disk-failure.ts'
import type { WorkerAsk, WorkerMessage } from './run-worker.ts'

export interface WorkerJob<Progress> {
  progress(progress: Progress): void
  /** Whether the core no longer wants it: look between batches, and end with an answer or an AppError. */
  cancelled(): boolean
}

/**
 * What an entry of a worker thread calls, once: each ask is answered by `work`, one after another. What `handedOver` names of an
 * answer is not copied: this thread has it no more.
 */
export function serve<Input, Output, Progress = never>(
  work: (input: Input, job: WorkerJob<Progress>) => Output | Promise<Output>,
  handedOver: (output: Output) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort
  if (port === null) throw new Error('this file is the entry of a worker thread')
  const tell = (message: WorkerMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  new Database(':memory:').close() // loads the addon, which is loaded with the first database
  tell({ type: 'loaded' })
  let before: Promise<void> = Promise.resolve()

  port.on('message', ({ ask, input, cancelled }: WorkerAsk) => {
    before = before.then(async () => {
      try {
        const job = { progress: (progress: Progress) => tell({ ask, type: 'progress', progress }), cancelled: () => Atomics.load(cancelled, 0) === 1 }
        const result = await work(input as Input, job)
        tell({ ask, type: 'done', result }, handedOver(result))
      } catch (error) {
        tell(failure(ask, asDiskFailure(error)))
      }
    })
  })
}

function failure(ask: number, error: unknown): WorkerMessage {
  if (error instanceof AppError) return { ask, type: 'failed', code: error.code, facts: error.facts }
  const { name, stack } = error instanceof Error ? error : new Error(String(error))
  return { ask, type: 'broke', name, stack: stack ?? name }
}
