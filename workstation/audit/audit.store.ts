import type Database from 'better-sqlite3'
import type { ChainHead } from '../../contract/hub.ts'

/** A row of the chain. `bytes` are exact and never written anew. */
export interface EventRow {
  sequence: number
  id: string
  type: string
  hash: string
  previous: string
  bytes: string
  signature: string
}

export interface EventTable {
  insert(row: EventRow): void
  head(): ChainHead | null
  /** Rows after a sequence, at most `limit`, in order. */
  after(sequence: number, limit: number): EventRow[]
  hashAt(sequence: number): string | null
  /** Whether a row with this sequence in its content stands anywhere, whatever its own number. */
  hasContent(sequence: number): boolean
}

export function createEventTable(db: Database.Database): EventTable {
  const insert = db.prepare(
    'insert into event (sequence, id, type, hash, previous, bytes, signature) values (:sequence, :id, :type, :hash, :previous, :bytes, :signature)',
  )
  const head = db.prepare<[], ChainHead>('select sequence, hash from event order by sequence desc limit 1')
  const after = db.prepare<[number, number], EventRow>(
    'select sequence, id, type, hash, previous, bytes, signature from event where sequence > ? order by sequence limit ?',
  )
  const hashAt = db.prepare<[number], { hash: string }>('select hash from event where sequence = ?')
  const hasContent = db.prepare<[number], { found: number }>(
    `select 1 as found from event where json_valid(bytes) and json_extract(bytes, '$.sequence') = ? limit 1`,
  )
  return {
    insert: (row) => void insert.run(row),
    head: () => head.get() ?? null,
    after: (sequence, limit) => after.all(sequence, limit),
    hashAt: (sequence) => hashAt.get(sequence)?.hash ?? null,
    hasContent: (sequence) => hasContent.get(sequence) !== undefined,
  }
}
