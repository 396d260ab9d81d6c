import type Database from 'better-sqlite3'
import type { MatchKind } from '../../contract/words.ts'

export interface NewAlert {
  id: string
  watchId: string
  itemId: string
  reportId: string
  reference: string
  kind: MatchKind
  distance: number
  foundAt: string
}

export interface AlertRow extends NewAlert {
  /** Null where the watch is not known here. */
  watchName: string | null
  acknowledgedBy: string | null
  acknowledgedAt: string | null
}

const ALERT = `a.id, a.watch_id as watchId, a.item_id as itemId, a.report_id as reportId, a.reference, a.kind, a.distance, a.found_at as foundAt,
  w.name as watchName, k.person_name as acknowledgedBy, k.at as acknowledgedAt
  from alert a left join watch w on w.id = a.watch_id left join alert_acknowledged k on k.watch_id = a.watch_id and k.item_id = a.item_id`

export function createAlertStore(db: Database.Database) {
  const one = db.prepare<[string], AlertRow>(`select ${ALERT} where a.id = ?`)
  const has = db.prepare<[string, string], { id: string }>('select id from alert where watch_id = ? and item_id = ?')
  const page = db.prepare<[number], AlertRow>(`select ${ALERT} order by k.at is not null, a.found_at desc, a.id desc limit ?`)
  const counts = db.prepare<[], { total: number; unseen: number }>(
    `select count(*) as total, count(*) filter (where k.at is null) as unseen
     from alert a left join alert_acknowledged k on k.watch_id = a.watch_id and k.item_id = a.item_id`,
  )
  const insert = db.prepare(`insert into alert (id, watch_id, item_id, report_id, reference, kind, distance, found_at)
    values (@id, @watchId, @itemId, @reportId, @reference, @kind, @distance, @foundAt) on conflict do nothing`)
  const acknowledge = db.prepare(`insert into alert_acknowledged (watch_id, item_id, person_name, at) values (@watchId, @itemId, @personName, @at)
    on conflict do update set person_name = excluded.person_name, at = excluded.at where excluded.at < at`)
  return {
    alert: (id: string): AlertRow | null => one.get(id) ?? null,
    has: (watchId: string, itemId: string): boolean => has.get(watchId, itemId) !== undefined,
    /** Those that nobody acknowledged first, then the newest. */
    page: (limit: number): AlertRow[] => page.all(limit),
    counts: (): { total: number; unseen: number } => counts.get() ?? { total: 0, unseen: 0 },
    /** @returns false where the item's alert of this watch is there */
    insert: (alert: NewAlert): boolean => insert.run(alert).changes > 0,
    /** Who was first stays. */
    acknowledge: (told: { watchId: string; itemId: string; personName: string; at: string }): void => void acknowledge.run(told),
  }
}
