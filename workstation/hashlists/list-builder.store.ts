import { closeSync, copyFileSync, fsyncSync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { ListRejection } from '../../contract/match.ts'
import type { Algorithm } from '../../contract/words.ts'
import { openDatabase } from '../store/open-database.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { algorithmOf, bytesOfValue, codeOf } from './algorithm-codes.ts'
import { createGatheredValues } from './gathered-values.ts'
import { SCHEMA } from './list-file-schema.ts'
import type { ListEntry, Removal } from './list-row.ts'
import { createPlacing } from './place-entries.store.ts'
import { createRemovals } from './remove-entries.store.ts'

/** `replace`: the list is what the file says. `delta`: the file says what came and what went. */
export type ListMode = 'replace' | 'delta'

/** What a list's new file is made from. */
export interface BuildOrder {
  /** Nothing is there yet. */
  target: DatabaseAccess
  /** The list's file of now, and what the new rows are to it; null for a list that is new. */
  base: { file: string; mode: ListMode } | null
}

export interface ListCounts {
  /** Entries by algorithm. */
  counts: Partial<Record<Algorithm, number>>
  /** Rows that say what a row before them said. */
  repeated: number
  /** Entries from this id on came with this file. */
  firstNew: number
}

export interface ListBuilder {
  /** Takes a row, in the order of the file. */
  entry(entry: ListEntry, line: number): void
  /** What stood there, or came before it in this file, goes. */
  removal(removal: Removal): void
  /** Entries and removals read. */
  readonly rows: number
  /**
   * Makes the values findable, some of them at a call; true when all are. A value that stands there twice in the file counts once: the row
   * that came first stays. One that contradicts it by another classification goes to `onContradiction`. What the list had of a
   * value before takes the new row's words and keeps its id.
   */
  indexSome(): boolean
  counts(): ListCounts
  /** Puts the file on disk for good. */
  finish(): void
}

const CACHE_KIB = 64 * 1024
const PLACED_AT_ONCE = 50_000

/**
 * Writes a list's new file: rows as they come, then their values in order, so that no page is written twice. It keeps no journal: a
 * file that was not finished is worth nothing, and nothing points to it.
 */
export function createListBuilder({ target, base }: BuildOrder, onContradiction: (row: ListRejection) => void): ListBuilder {
  const db = openForBuilding(target, base?.file ?? null)
  const insert = db.prepare('insert into entry (id, algorithm, value, classification, reference, added, expires, line) values (?, ?, ?, ?, ?, ?, ?, ?)')
  const insertFrame = db.prepare('insert into frame (entry, frame, seconds, quality, pdq) values (?, ?, ?, ?, ?) on conflict do nothing')
  const classificationOf = createClassifications(db)
  const gathered = createGatheredValues()
  const firstId = db.prepare<[], { id: number }>('select id from next_id').get()?.id ?? 1
  const placing = createPlacing(db, firstId, onContradiction)
  const removals = createRemovals(db)
  let work: Generator<void> | null = null

  function* indexAll(): Generator<void> {
    let placed = 0
    for (const value of gathered.inOrder()) {
      placing.place(value)
      if (++placed % PLACED_AT_ONCE === 0) yield
    }
    yield* removals.apply(id => placing.lastSaid(id))
    if (base?.mode === 'replace') yield* removals.removeUnsaid(firstId, id => placing.lastSaid(id))
  }

  return {
    get rows() {
      return gathered.size + removals.size
    },
    entry({ algorithm, value, classification, sourceReference, added, expires, frames = [] }, line) {
      const [id, code, bytes] = [firstId + gathered.size, codeOf(algorithm), bytesOfValue(algorithm, value)]
      gathered.add(code, bytes)
      insert.run(id, code, bytes, classificationOf(classification), sourceReference, added, expires, line)
      for (const { frame, seconds, quality, pdq } of frames) insertFrame.run(id, frame, seconds, quality, bytesOfValue('pdq', pdq))
    },
    removal: it => removals.add(it, firstId + gathered.size),
    indexSome: () => (work ??= indexAll()).next().done === true,
    counts: () => ({ counts: countsOf(db), repeated: placing.repeated, firstNew: firstId }),
    finish() {
      db.prepare('update next_id set id = ?').run(firstId + gathered.size)
      db.exec('commit')
      db.pragma('journal_mode = delete') // in a log's mode, a reader would write beside it
      db.close()
      syncFile(target.file)
    },
  }
}

function openForBuilding(target: DatabaseAccess, base: string | null): Database.Database {
  // All files of a list have the list's key.
  if (base !== null) copyFileSync(base, target.file)
  const db = openDatabase(target)
  for (const setting of ['journal_mode = off', 'synchronous = off', 'locking_mode = exclusive', `cache_size = -${CACHE_KIB}`]) db.pragma(setting)
  db.exec('begin')
  if (base === null) db.exec(SCHEMA)
  return db
}

/** The number under which a classification is kept, given when it first comes. */
function createClassifications(db: Database.Database): (name: string) => number {
  const insert = db.prepare('insert into classification (name) values (?)')
  const known = new Map(db.prepare<[], { id: number; name: string }>('select id, name from classification').all().map(it => [it.name, it.id]))
  return name => {
    const id = known.get(name) ?? Number(insert.run(name).lastInsertRowid)
    known.set(name, id)
    return id
  }
}

function countsOf(db: Database.Database): ListCounts['counts'] {
  const rows = db.prepare<[], { algorithm: number; n: number }>('select algorithm, count(*) as n from by_value group by algorithm').all()
  return Object.fromEntries(rows.map(({ algorithm, n }) => [algorithmOf(algorithm), n]))
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r+')
  fsyncSync(fd)
  closeSync(fd)
}
