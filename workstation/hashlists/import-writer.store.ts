import type Database from 'better-sqlite3'
import type { ListEntry } from './list-row.ts'

/** At most so many rows set aside are kept with their text; all are counted. */
export const REJECTIONS_KEPT = 100_000
/** Rows gathered before they are written, sorted: in no order, each row would dirty (and encrypt anew) index pages of its own. */
export const ROWS_GATHERED = 200_000
/** A transaction ends once it has held the database so long, in milliseconds: the window's own writes wait for it. */
const TRANSACTION_MS = 15
const ROWS_BETWEEN_LOOKS = 64

interface Rejection {
  line: number
  code: string
  excerpt: string
}

export interface ImportWriter {
  entry(entry: ListEntry): void
  rejection(line: number, code: string, excerpt: string): void
  /** Rows that wait to be written. */
  waiting(): number
  /** Writes some of them in one short transaction; afterwards the list's row tells the counts so far. */
  writeSome(): void
  counts(): { entries: number; rejected: number }
}

/** Writes one list's rows over a worker's own connection. Rows that are there already collapse: the first of the file stays. */
export function createImportWriter(db: Database.Database, listId: string): ImportWriter {
  const insert = db.prepare(`insert into hash_entry (list_id, algorithm, value, classification, source_reference, added, expires)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`)
  const reject = db.prepare(`insert into hash_rejection (list_id, line, code, excerpt) values (?, ?, ?, ?) on conflict do nothing`)
  const count = db.prepare(`update hash_list set entries = ?, rejected = ? where id = ?`)
  let entries = 0
  let rejected = 0
  let gathered: ListEntry[] = []
  let run: ListEntry[] = []
  let written = 0
  const rejections: Rejection[] = []

  function writeEntries(until: number): void {
    while (written < run.length) {
      const entry = run[written++]
      if (entry === undefined) return
      entries += insert.run(listId, entry.algorithm, entry.value, entry.classification, entry.sourceReference, entry.added, entry.expires).changes
      if (written % ROWS_BETWEEN_LOOKS === 0 && performance.now() >= until) return
    }
  }

  function writeRejections(until: number): void {
    while (performance.now() < until) {
      const some = rejections.splice(0, ROWS_BETWEEN_LOOKS)
      if (some.length === 0) return
      for (const { line, code, excerpt } of some) reject.run(listId, line, code, excerpt)
    }
  }

  function nextRun(): void {
    run = gathered.sort(byValue)
    gathered = []
    written = 0
  }

  return {
    entry: entry => void gathered.push(entry),
    rejection(line, code, excerpt) {
      if (rejected++ < REJECTIONS_KEPT) rejections.push({ line, code, excerpt })
    },
    waiting: () => gathered.length + run.length - written + rejections.length,
    writeSome() {
      if (written === run.length) nextRun()
      db.exec('begin immediate')
      const until = performance.now() + TRANSACTION_MS
      writeRejections(until)
      writeEntries(until)
      count.run(entries, rejected, listId)
      db.exec('commit')
    },
    counts: () => ({ entries, rejected }),
  }
}

/** The order of the tables' indexes; a sort in JavaScript keeps equals as they came. */
function byValue(a: ListEntry, b: ListEntry): number {
  if (a.algorithm !== b.algorithm) return a.algorithm < b.algorithm ? -1 : 1
  if (a.value === b.value) return 0
  return a.value < b.value ? -1 : 1
}
