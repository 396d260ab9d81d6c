import type Database from 'better-sqlite3'
import type { QueueEntry } from './entry.ts'

const COLUMNS = `item_id as itemId, state, kind, known, failed, prequalification, points, terms, received_at as receivedAt, source, infraction,
  outcome, moved_at as movedAt, rules, aged, rank, moved`

type Stored = Omit<QueueEntry, 'failed' | 'aged' | 'prequalification' | 'terms' | 'moved'> & { failed: number; aged: number; prequalification: string; terms: string; moved: string | null }

export type QueueStore = ReturnType<typeof createQueueStore>

/** Writes and single reads of queue_entry; pages are read in page.store.ts. */
export function createQueueStore(db: Database.Database) {
  const get = db.prepare<[string], Stored>(`select ${COLUMNS} from queue_entry where item_id = ?`)
  const put = db.prepare(`insert into queue_entry
    (item_id, state, kind, known, failed, prequalification, points, terms, received_at, source, infraction, outcome, moved_at, rules, aged, rank, moved)
    values (@itemId, @state, @kind, @known, @failed, @prequalification, @points, @terms, @receivedAt, @source, @infraction, @outcome, @movedAt, @rules, @aged, @rank, @moved)
    on conflict (item_id) do update set state = excluded.state, kind = excluded.kind, known = excluded.known, failed = excluded.failed,
      prequalification = excluded.prequalification, points = excluded.points, terms = excluded.terms, received_at = excluded.received_at,
      source = excluded.source, infraction = excluded.infraction, outcome = excluded.outcome, moved_at = excluded.moved_at, rules = excluded.rules,
      aged = excluded.aged, rank = excluded.rank, moved = excluded.moved`)
  const toAge = db.prepare<[string], { due: number }>(`select exists (select 1 from queue_entry where aged = 0 and received_at <= ?) as due`)
  const age = db.prepare(`update queue_entry set aged = 1, rank = points + ? where aged = 0 and received_at <= ?`)
  const page = db.prepare<[string, number], { id: string; rules: string }>(`select item_id as id, rules from queue_entry where item_id > ? order by item_id limit ?`)
  return {
    entry(itemId: string): QueueEntry | null {
      const row = get.get(itemId)
      if (row === undefined) return null
      const { failed, aged, prequalification, terms, moved } = row
      const parsed = { prequalification: JSON.parse(prequalification), terms: JSON.parse(terms), moved: moved === null ? null : JSON.parse(moved) }
      return { ...row, ...parsed, failed: failed === 1, aged: aged === 1 }
    },
    put(entry: QueueEntry): void {
      const { failed, aged, prequalification, terms, moved } = entry
      const written = { prequalification: JSON.stringify(prequalification), terms: JSON.stringify(terms), moved: moved === null ? null : JSON.stringify(moved) }
      put.run({ ...entry, ...written, failed: Number(failed), aged: Number(aged) })
    },
    /** Whether entries that arrived at `before` or earlier still grow. */
    hasToAge: (before: string): boolean => toAge.get(before)?.due === 1,
    age: (before: string, cap: number): void => void age.run(cap, before),
    /** Entries in order of their item's id, after one, and the rules by which each was computed. */
    page: (after: string, limit: number): { id: string; rules: string }[] => page.all(after, limit),
  }
}
