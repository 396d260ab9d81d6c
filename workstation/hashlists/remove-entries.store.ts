import type Database from 'better-sqlite3'
import { bytesOfValue, codeOf } from './algorithm-codes.ts'
import type { Removal } from './list-row.ts'

/** What a source takes back, gathered while its file is read and applied when all its rows are findable. */
export interface Removals {
  readonly size: number
  /** @param before the id that the next row gets: what comes after the removal stays */
  add(removal: Removal, before: number): void
  /** @param lastSaid the id of the row that last spoke for an entry */
  apply(lastSaid: (id: number) => number): Generator<void>
  /** Removes the entries of before that no new row spoke for. */
  removeUnsaid(firstId: number, lastSaid: (id: number) => number): Generator<void>
}

interface Stored {
  algorithm: number | null
  value: Uint8Array | null
  reference: string | null
  before: number
}

const PAGE = 5000

/** They wait in a table in memory, sealed nowhere and written nowhere. */
export function createRemovals(db: Database.Database): Removals {
  db.exec('create temp table removal (id integer primary key, algorithm integer, value blob, reference text, before integer not null)')
  const insert = db.prepare('insert into removal (algorithm, value, reference, before) values (?, ?, ?, ?)')
  const page = db.prepare<[number, number], Stored>('select algorithm, value, reference, before from removal where id > ? order by id limit ?')
  const byValue = db.prepare<[number | null, Uint8Array | null], { id: number }>('select id from by_value where algorithm = ? and value = ?')
  const idsAfter = db.prepare<[number, number, number], { id: number }>('select id from entry where id > ? and id < ? order by id limit ?')
  const removeValue = db.prepare('delete from by_value where (algorithm, value) = (select algorithm, value from entry where id = ?)')
  const removeEntry = db.prepare('delete from entry where id = ?')
  const removeFrames = db.prepare('delete from frame where entry = ?')
  let size = 0

  function remove(id: number): void {
    for (const statement of [removeValue, removeEntry, removeFrames]) statement.run(id)
  }

  /** Made only where something is taken back by its reference. */
  function findByReference(): (reference: string | null) => { id: number }[] {
    db.exec('create index if not exists entry_reference on entry (reference)')
    const select = db.prepare<[string | null], { id: number }>('select id from entry where reference = ?')
    return reference => select.all(reference)
  }

  return {
    get size() {
      return size
    },
    add(removal, before) {
      size++
      if ('value' in removal) insert.run(codeOf(removal.algorithm), bytesOfValue(removal.algorithm, removal.value), null, before)
      else insert.run(null, null, removal.sourceReference, before)
    },
    *apply(lastSaid) {
      let byReference: ReturnType<typeof findByReference> | null = null
      for (let after = 0; ; after += PAGE) {
        const some = page.all(after, PAGE)
        for (const { algorithm, value, reference, before } of some) {
          const found = value !== null ? byValue.all(algorithm, value) : (byReference ??= findByReference())(reference)
          for (const { id } of found) if (lastSaid(id) < before) remove(id)
        }
        if (some.length < PAGE) return
        yield
      }
    },
    *removeUnsaid(firstId, lastSaid) {
      for (let after = 0; ; ) {
        const some = idsAfter.all(after, firstId, PAGE)
        for (const { id } of some) if (lastSaid(id) === 0) remove(id)
        const last = some.at(-1)
        if (last === undefined) return
        after = last.id
        yield
      }
    },
  }
}
