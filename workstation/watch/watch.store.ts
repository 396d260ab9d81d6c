import type Database from 'better-sqlite3'

export interface WatchRow {
  id: string
  name: string
  note: string
  itemId: string
  reference: string
  personName: string
  addedAt: string
  expiresAt: string
  knownAt: string
  endedAt: string | null
  alerts: number
}

const WATCH = `w.id, w.name, w.note, w.item_id as itemId, w.reference, w.person_name as personName, w.added_at as addedAt, w.expires_at as expiresAt,
  w.known_at as knownAt, e.ended_at as endedAt, (select count(*) from alert where alert.watch_id = w.id) as alerts
  from watch w left join watch_end e on e.watch_id = w.id`

export function createWatchStore(db: Database.Database) {
  const one = db.prepare<[string], WatchRow>(`select ${WATCH} where w.id = ?`)
  const all = db.prepare<[], WatchRow>(`select ${WATCH} order by w.added_at desc, w.id desc`)
  const active = db.prepare<[string], { n: number }>(
    'select exists (select 1 from watch w left join watch_end e on e.watch_id = w.id where e.ended_at is null and w.expires_at > ?) as n',
  )
  const insert = db.prepare(`insert into watch (id, name, note, item_id, reference, person_name, added_at, expires_at, known_at)
    values (@id, @name, @note, @itemId, @reference, @personName, @addedAt, @expiresAt, @knownAt) on conflict do nothing`)
  const end = db.prepare('insert into watch_end (watch_id, ended_at) values (?, ?) on conflict do nothing')
  return {
    watch: (id: string): WatchRow | null => one.get(id) ?? null,
    /** The newest first. */
    all: (): WatchRow[] => all.all(),
    anyActive: (now: string): boolean => active.get(now)?.n === 1,
    /** @returns false where it is known */
    insert: (watch: Omit<WatchRow, 'endedAt' | 'alerts'>): boolean => insert.run(watch).changes > 0,
    end: (id: string, at: string): void => void end.run(id, at),
  }
}
