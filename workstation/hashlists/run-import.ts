import { AppError } from '../../contract/error.ts'
import { startWorker } from '../store/run-worker.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { ROWS_GATHERED } from './import-writer.store.ts'
import type { ImportAnswer, ImportAsk, ImportOrder } from './import-work.ts'

/** The bytes of a list, wherever they lie. */
export interface ListSource {
  readonly bytes: number
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

export interface ImportRun {
  access: DatabaseAccess
  workers: string
  order: ImportOrder
  source: ListSource
  /** Looked at between chunks; then the run rejects with its reason. */
  signal: AbortSignal
  onProgress(bytes: number): void
}

/** Pieces sent to the thread: small enough that cancelling and locking wait for hardly anything. */
const PIECE = 256 * 1024

/**
 * Streams a list to a thread that imports it. The thread is never ended inside a transaction: it is asked to close first.
 * @throws AppError `list.unknown_format`, `list.no_valid_row`, `disk.full`, and the signal's reason.
 */
export async function runImport({ access, workers, order, source, signal, onProgress }: ImportRun): Promise<ImportAnswer> {
  const worker = startWorker({ workers, name: 'list-import' }, { access, order })
  let answer: ImportAnswer = { entries: 0, rejected: 0, waiting: 0, version: '' }
  let sent = 0

  async function ask(input: ImportAsk): Promise<void> {
    signal.throwIfAborted()
    answer = await worker.ask<ImportAnswer>(input)
  }

  async function write(most: number): Promise<void> {
    while (answer.waiting > most) await ask({ type: 'write' })
  }

  try {
    for await (const bytes of source.read(0, source.bytes)) {
      for (let at = 0; at < bytes.length; at += PIECE) {
        // A copy: a view would carry the whole buffer behind it to the thread.
        await ask({ type: 'chunk', bytes: Uint8Array.from(bytes.subarray(at, at + PIECE)) })
        onProgress((sent += Math.min(PIECE, bytes.length - at)))
        if (answer.waiting > ROWS_GATHERED) await write(0)
      }
    }
    await ask({ type: 'end' })
    await write(0)
    if (answer.entries === 0) throw new AppError('list.no_valid_row', { rejected: answer.rejected })
    return answer
  } finally {
    await worker.ask({ type: 'close' } satisfies ImportAsk)
    await worker.close()
  }
}
