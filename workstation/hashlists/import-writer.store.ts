import type Database from 'better-sqlite3'
import type { ListEntry } from './list-row.ts'

/** At most so many rows set aside are kept with their text; all are counted. */
export const REJECTIONS_KEPT = 100_000
/** A transaction ends once it has held the database so long, in milliseconds: the window's own writes wait for it. */
const TRANSACTION_MS = 15
const ROWS_BETWEEN_LOOKS = 64

export interface ImportWriter {
  entry(entry: ListEntry): void
  rejection(line: number, code: string, excerpt: string): void
  /** Commits what is open; afterwards the list's row tells these counts. */
  flush(): void
  counts(): { entries: number; rejected: number }
}

/** Writes one list's rows over a worker's own connection, in short transactions. Rows that are there already collapse. */
export function createImportWriter(db: Database.Database, listId: string): ImportWriter {
  const insert = db.prepare(`insert into hash_entry (list_id, algorithm, value, classification, source_reference, added, expires)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`)
  const reject = db.prepare(`insert into hash_rejection (list_id, line, code, excerpt) values (?, ?, ?, ?) on conflict do nothing`)
  const count = db.prepare(`update hash_list set entries = ?, rejected = ? where id = ?`)
  let entries = 0
  let rejected = 0
  let rows = 0
  let since: number | null = null

  function begin(): void {
    if (since !== null) return
    db.exec('begin immediate')
    since = performance.now()
  }

  function flush(): void {
    if (since === null) return
    count.run(entries, rejected, listId)
    db.exec('commit')
    since = null
  }

  function rowDone(): void {
    rows++
    if (rows % ROWS_BETWEEN_LOOKS === 0 && since !== null && performance.now() - since >= TRANSACTION_MS) flush()
  }

  return {
    entry(entry) {
      begin()
      const { changes } = insert.run(listId, entry.algorithm, entry.value, entry.classification, entry.sourceReference, entry.added, entry.expires)
      entries += changes
      rowDone()
    },
    rejection(line, code, excerpt) {
      begin()
      if (rejected < REJECTIONS_KEPT) reject.run(listId, line, code, excerpt)
      rejected++
      rowDone()
    },
    flush,
    counts: () => ({ entries, rejected }),
  }
}
