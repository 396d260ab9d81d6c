import { createHash } from 'node:crypto'
import type { ListRejection } from '../../contract/match.ts'
import type { ListFormat } from '../../contract/words.ts'
import { createListBuilder } from './list-builder.store.ts'
import type { BuildOrder, ListCounts } from './list-builder.store.ts'
import { createListReader } from './read-list.ts'

/** What the import's thread is started with. */
export interface ImportOrder extends BuildOrder {
  format: ListFormat
}

/** What it is asked: to read a chunk, to read what is left at the end, to index some of what was read, to finish the file. */
export type ImportAsk = { type: 'chunk'; bytes: Uint8Array } | { type: 'end' } | { type: 'index' } | { type: 'finish' }
export interface ImportAnswer {
  /** Rows read so far that are entries, or take some back. */
  rows: number
  rejected: number
  /** Some of those set aside that were not told yet; none when all were. */
  rejections: ListRejection[]
  /** All that was read is indexed. */
  indexed: boolean
  /** In answer to `finish`. */
  built: (ListCounts & { version: string }) | null
}

/** At most so many rows set aside are kept with their text; all are counted. */
const REJECTIONS_KEPT = 10_000
/** Rejections of one answer: the core writes them in one transaction. */
const REJECTIONS_TOLD = 500
const VERSION_DIGITS = 12

/** Reads one list and builds its file. */
export function createImportWork({ format, ...order }: ImportOrder): (ask: ImportAsk) => ImportAnswer {
  let rejected = 0
  const rejections: ListRejection[] = []
  const reject = (row: ListRejection): void => {
    if (rejected++ < REJECTIONS_KEPT) rejections.push(row)
  }
  const builder = createListBuilder(order, reject)
  const rejection = (line: number, code: string, excerpt: string): void => reject({ line, code, excerpt })
  const reader = createListReader(format, { entry: builder.entry, removal: builder.removal, rejection })
  const digest = createHash('sha256')

  function finish(): ImportAnswer['built'] {
    // The beginning of the SHA-256 of what was read tells one version of a list from another.
    const built = { ...builder.counts(), version: digest.digest('hex').slice(0, VERSION_DIGITS) }
    builder.finish()
    return built
  }

  return ask => {
    if (ask.type === 'chunk') {
      digest.update(ask.bytes)
      reader.push(ask.bytes)
    } else if (ask.type === 'end') reader.end()
    const indexed = ask.type === 'index' && builder.indexSome()
    const built = ask.type === 'finish' ? finish() : null
    return { rows: builder.rows, rejected, rejections: rejections.splice(0, REJECTIONS_TOLD), indexed, built }
  }
}
