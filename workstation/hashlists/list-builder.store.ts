import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { ListRejection } from '../../contract/match.ts'
import type { Algorithm } from '../../contract/words.ts'
import { openDatabase } from '../store/open-database.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { algorithmOf, bytesOfValue, codeOf, valueOfBytes } from './algorithm-codes.ts'
import { createGatheredValues } from './gathered-values.ts'
import type { GatheredValue } from './gathered-values.ts'
import type { ListEntry } from './list-row.ts'
import { SCHEMA } from './list-file.store.ts'

export interface ListCounts {
  /** Entries by algorithm. */
  entries: Partial<Record<Algorithm, number>>
  /** Rows that say what a row before them said. */
  repeated: number
}

export interface ListBuilder {
  /** Takes a row, in the order of the file. */
  entry(entry: ListEntry, line: number): void
  readonly rows: number
  /**
   * Makes the values findable, some of them at a call; true when all are. A value that stands there twice counts once: the row that came
   * first stays. One that contradicts it by another classification goes to `onContradiction`.
   */
  indexSome(): boolean
  counts(): ListCounts
  /** Puts the file on disk for good. */
  finish(): void
  close(): void
}

const CACHE_KIB = 64 * 1024
const INDEXED_AT_ONCE = 50_000
const EXCERPT_LIMIT = 200

/**
 * Writes a list's new file: rows as they come, then their values in order, so that no page is written twice. It keeps no journal: a
 * file that was not finished is worth nothing, and nothing points to it.
 */
export function createListBuilder(access: DatabaseAccess, onContradiction: (row: ListRejection) => void): ListBuilder {
  const db = openDatabase(access)
  for (const setting of ['journal_mode = off', 'synchronous = off', 'locking_mode = exclusive', `cache_size = -${CACHE_KIB}`]) db.pragma(setting)
  db.exec(SCHEMA)
  const insert = db.prepare('insert into entry (id, algorithm, value, classification, reference, added, expires, line) values (?, ?, ?, ?, ?, ?, ?, ?)')
  const place = db.prepare('insert into by_value (algorithm, value, id) values (?, ?, ?) on conflict do nothing')
  const twins = db.prepare<[number, Uint8Array, number], Twin>(`select e.classification = f.classification as same, c.name as classification, e.line
    from entry e join entry f on f.id = (select id from by_value where algorithm = ? and value = ?) join classification c on c.id = e.classification where e.id = ?`)
  const remove = db.prepare('delete from entry where id = ?')
  const classificationOf = createClassifications(db.prepare('insert into classification (name) values (?)'))
  const gathered = createGatheredValues()
  const entries = new Map<number, number>()
  let repeated = 0
  let ordered: Iterator<GatheredValue> | null = null
  db.exec('begin')

  function putInOrder({ place: at, code, value }: GatheredValue): void {
    const id = at + 1
    if (place.run(code, value, id).changes === 1) return void entries.set(code, (entries.get(code) ?? 0) + 1)
    const twin = twins.get(code, value, id)
    remove.run(id)
    if (twin === undefined) throw new Error('a value that is there has no entry')
    if (twin.same === 1) repeated++
    else onContradiction({ line: twin.line, code: 'list.row_contradiction', excerpt: excerptOf(code, value, twin.classification) })
  }

  return {
    get rows() {
      return gathered.size
    },
    entry({ algorithm, value, classification, sourceReference, added, expires }, line) {
      const code = codeOf(algorithm)
      const bytes = bytesOfValue(algorithm, value)
      gathered.add(code, bytes)
      insert.run(gathered.size, code, bytes, classificationOf(classification), sourceReference, added, expires, line)
    },
    indexSome() {
      ordered ??= gathered.inOrder()
      for (let count = 0; count < INDEXED_AT_ONCE; count++) {
        const next = ordered.next()
        if (next.done === true) return true
        putInOrder(next.value)
      }
      return false
    },
    counts: () => ({ entries: Object.fromEntries([...entries].map(([code, count]) => [algorithmOf(code), count])), repeated }),
    finish() {
      db.exec('commit')
      db.pragma('journal_mode = delete') // in a log's mode, a reader would write beside it
      db.close()
      syncFile(access.file)
    },
    close: () => void db.close(),
  }
}

interface Twin {
  same: 0 | 1
  classification: string
  line: number
}

/** The number under which a classification is kept, given when it first comes. */
function createClassifications(insert: { run(name: string): { lastInsertRowid: number | bigint } }): (name: string) => number {
  const known = new Map<string, number>()
  return name => {
    const id = known.get(name) ?? Number(insert.run(name).lastInsertRowid)
    known.set(name, id)
    return id
  }
}

function excerptOf(code: number, value: Uint8Array, classification: string): string {
  const algorithm = algorithmOf(code)
  return `${algorithm},${valueOfBytes(algorithm, value)},${classification}`.slice(0, EXCERPT_LIMIT)
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r+')
  fsyncSync(fd)
  closeSync(fd)
}
