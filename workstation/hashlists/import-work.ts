import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { createImportWriter } from './import-writer.store.ts'
import { createListReader } from './read-list.ts'
import type { ListFormat } from './read-list.ts'

/** What the import's thread is started with, besides the access to the database. */
export interface ImportOrder {
  listId: string
  format: ListFormat
}

/**
 * What it is asked: to read a chunk, to read what is left at the end, to write some of the rows that wait (one short transaction:
 * between two the core has its turn), and at last to close.
 */
export type ImportAsk = { type: 'chunk'; bytes: Uint8Array } | { type: 'end' } | { type: 'write' } | { type: 'close' }
export interface ImportAnswer {
  entries: number
  rejected: number
  /** Rows read and not written yet. */
  waiting: number
  /** The beginning of the SHA-256 of what was read, by which a version of a list is told from another. */
  version: string
}

const VERSION_DIGITS = 12

/** One list's import over a connection of its own; each ask leaves no transaction open, so that the thread may end after it. */
export function createImportWork(db: Database.Database, { listId, format }: ImportOrder): (ask: ImportAsk) => ImportAnswer {
  const writer = createImportWriter(db, listId)
  const reader = createListReader(format, writer)
  const digest = createHash('sha256')

  function take(ask: ImportAsk): void {
    if (ask.type === 'chunk') {
      digest.update(ask.bytes)
      reader.push(ask.bytes)
    } else if (ask.type === 'end') reader.end()
    else if (ask.type === 'write') writer.writeSome()
    else db.close()
  }

  return ask => {
    try {
      take(ask)
    } catch (error) {
      if (db.inTransaction) db.exec('rollback')
      throw error
    }
    return { ...writer.counts(), waiting: writer.waiting(), version: digest.copy().digest('hex').slice(0, VERSION_DIGITS) }
  }
}
