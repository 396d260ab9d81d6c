import { createHash } from 'node:crypto'
import type { ListRejection } from '../../contract/match.ts'
import type { ListFormat } from '../../contract/words.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { createListBuilder } from './list-builder.store.ts'
import type { ListCounts } from './list-builder.store.ts'
import { createListReader } from './read-list.ts'

/** What the import's thread is started with. */
export interface ImportOrder {
  /** The file to build; nothing is there yet. */
  target: DatabaseAccess
  format: ListFormat
}

/** What it is asked: to read a chunk, to read what is left at the end, to index some of what was read, to finish the file. */
export type ImportAsk = { type: 'chunk'; bytes: Uint8Array } | { type: 'end' } | { type: 'index' } | { type: 'finish' }
export interface ImportAnswer extends ListCounts {
  /** Rows read so far that are entries. */
  rows: number
  rejected: number
  /** Some of those set aside that were not told yet; none when all were. */
  rejections: ListRejection[]
  /** All that was read is indexed. */
  indexed: boolean
  /** The beginning of the SHA-256 of what was read, by which a version of a list is told from another. */
  version: string
}

/** At most so many rows set aside are kept with their text; all are counted. */
export const REJECTIONS_KEPT = 10_000
/** Rejections of one answer: the core writes them in one transaction. */
const REJECTIONS_TOLD = 500
const VERSION_DIGITS = 12

/** Reads one list and builds its file. */
export function createImportWork({ target, format }: ImportOrder): (ask: ImportAsk) => ImportAnswer {
  let rejected = 0
  const rejections: ListRejection[] = []
  let indexed = false
  const reject = (row: ListRejection): void => {
    if (rejected++ < REJECTIONS_KEPT) rejections.push(row)
  }
  const builder = createListBuilder(target, reject)
  const reader = createListReader(format, { entry: builder.entry, rejection: (line, code, excerpt) => reject({ line, code, excerpt }) })
  const digest = createHash('sha256')

  function take(ask: ImportAsk): void {
    if (ask.type === 'chunk') {
      digest.update(ask.bytes)
      reader.push(ask.bytes)
    } else if (ask.type === 'end') reader.end()
    else if (ask.type === 'index') indexed = builder.indexSome()
    else builder.finish()
  }

  return ask => {
    take(ask)
    const version = digest.copy().digest('hex').slice(0, VERSION_DIGITS)
    return { rows: builder.rows, rejected, rejections: rejections.splice(0, REJECTIONS_TOLD), indexed, ...builder.counts(), version }
  }
}
