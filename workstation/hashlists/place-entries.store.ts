import type Database from 'better-sqlite3'
import type { ListRejection } from '../../contract/match.ts'
import { algorithmOf, valueOfBytes } from './algorithm-codes.ts'
import type { GatheredValue } from './gathered-values.ts'
import { EXCERPT_LIMIT } from './split-lines.ts'

/** Makes the new rows of a list's file findable by value; says of twins which one stays. */
export interface Placing {
  place(value: GatheredValue): void
  /** The id of the new row that last spoke for an entry; 0 for an entry of before that no new row speaks for. */
  lastSaid(id: number): number
  readonly repeated: number
}

interface Twin {
  first: number
  same: 0 | 1
  classification: string
  line: number
}

/** @param firstId new rows have this id or a greater one */
export function createPlacing(db: Database.Database, firstId: number, onContradiction: (row: ListRejection) => void): Placing {
  const insert = db.prepare('insert into by_value (algorithm, value, id) values (?, ?, ?) on conflict do nothing')
  const twin = db.prepare<[number, Uint8Array, number], Twin>(`select f.id as first, e.classification = f.classification as same, c.name as classification, e.line
    from entry e join entry f on f.id = (select id from by_value where algorithm = ? and value = ?) join classification c on c.id = e.classification where e.id = ?`)
  const renew = db.prepare(`update entry set (classification, reference, added, expires, line) =
    (select classification, reference, added, expires, line from entry where id = ?) where id = ?`)
  const removeEntry = db.prepare('delete from entry where id = ?')
  const removeFrames = db.prepare('delete from frame where entry = ?')
  const saidOfBefore = new Uint32Array(firstId)
  let repeated = 0

  function remove(id: number): void {
    removeEntry.run(id)
    removeFrames.run(id)
  }

  function settle(id: number, code: number, value: Uint8Array): void {
    const found = twin.get(code, value, id)
    if (found === undefined) throw new Error('a value that is there has no entry')
    const { first, same, classification, line } = found
    if (first < firstId && saidOfBefore[first] === 0) {
      renew.run(id, first)
      saidOfBefore[first] = id
    } else if (same === 1) repeated++
    else onContradiction({ line, code: 'list.row_contradiction', excerpt: excerptOf(code, value, classification) })
    remove(id)
  }

  return {
    place({ place, code, value }) {
      const id = firstId + place
      if (insert.run(code, value, id).changes === 0) settle(id, code, value)
    },
    lastSaid: id => (id < firstId ? (saidOfBefore[id] ?? 0) : id),
    get repeated() {
      return repeated
    },
  }
}

function excerptOf(code: number, value: Uint8Array, classification: string): string {
  const algorithm = algorithmOf(code)
  return `${algorithm},${valueOfBytes(algorithm, value)},${classification}`.slice(0, EXCERPT_LIMIT)
}
