import { AppError } from '../../contract/error.ts'
import type { ListRejection } from '../../contract/match.ts'
import { startWorker } from '../store/run-worker.ts'
import type { ImportAnswer, ImportAsk, ImportOrder } from './import-work.ts'

/** The bytes of a list, wherever they lie. */
export interface ListSource {
  readonly bytes: number
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

export interface ImportRun {
  workers: string
  order: ImportOrder
  source: ListSource
  /** Looked at between pieces; then the run rejects with its reason. */
  signal: AbortSignal
  onProgress(progress: { bytes: number; rows: number; rejected: number }): void
  onRejections(rows: ListRejection[]): void
}

export type ImportResult = NonNullable<ImportAnswer['built']> & { rejected: number }

/** Pieces sent to the thread. */
const PIECE = 256 * 1024

/**
 * Streams a list to a thread that builds its file. Ended anywhere, it leaves a file that nothing points to.
 * @throws AppError `list.*`, `disk.full`, and the signal's reason.
 */
export async function runImport({ workers, order, source, signal, onProgress, onRejections }: ImportRun): Promise<ImportResult> {
  const worker = startWorker({ workers, name: 'list-import' }, order)
  order.target.key.fill(0)
  let sent = 0

  async function ask(input: ImportAsk): Promise<ImportAnswer> {
    signal.throwIfAborted()
    const answer = await worker.ask<ImportAnswer>(input)
    if (answer.rejections.length > 0) onRejections(answer.rejections)
    onProgress({ bytes: sent, rows: answer.rows, rejected: answer.rejected })
    return answer
  }

  try {
    for await (const bytes of source.read(0, source.bytes)) {
      for (let at = 0; at < bytes.length; at += PIECE) {
        // A copy: a view would carry the whole buffer behind it to the thread.
        const piece = Uint8Array.from(bytes.subarray(at, at + PIECE))
        sent += piece.length
        await ask({ type: 'chunk', bytes: piece })
      }
    }
    let answer = await ask({ type: 'end' })
    while (!answer.indexed || answer.rejections.length > 0) answer = await ask({ type: 'index' })
    if (answer.rows === 0) throw new AppError('list.no_valid_row', { rejected: answer.rejected })
    const { built, rejected } = await ask({ type: 'finish' })
    if (built === null) throw new Error('an import that is finished tells what it built')
    return { ...built, rejected }
  } finally {
    await worker.close()
  }
}
