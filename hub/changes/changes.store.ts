import type { Person } from '../../contract/hub.ts'
import type { Sql } from '../store/sql.ts'

export type FeedEntry = { kind: 'report'; reportId: string } | { kind: 'event'; eventId: string; deviceId: string } | { kind: 'person'; personId: string }

/**
 * Puts entries at the end of the feed. Call it last in a transaction: the one row of `feed_head` stays locked until the
 * commit, so that positions become visible in their order and no reader can pass over one that commits later.
 */
export async function appendToFeed(sql: Sql, entries: readonly FeedEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = await sql.query<{ position: number }>(
    'update feed_head set position = position + $1 returning position::float8 as position',
    [entries.length],
  )
  const first = (rows[0]?.position ?? 0) - entries.length + 1
  // One statement: everyone else who appends waits until the commit.
  await sql.query(
    `insert into change (position, kind, report_id, event_id, device_id, person_id)
     select $1::bigint + place - 1, kind, report_id, event_id, device_id, person_id
     from unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[])
       with ordinality as entry (kind, report_id, event_id, device_id, person_id, place)`,
    [
      first,
      entries.map((entry) => entry.kind),
      entries.map((entry) => (entry.kind === 'report' ? entry.reportId : null)),
      entries.map((entry) => (entry.kind === 'event' ? entry.eventId : null)),
      entries.map((entry) => (entry.kind === 'event' ? entry.deviceId : null)),
      entries.map((entry) => (entry.kind === 'person' ? entry.personId : null)),
    ],
  )
}

export async function feedHead(sql: Sql): Promise<number> {
  return (await sql.query<{ position: number }>('select position::float8 as position from feed_head'))[0]?.position ?? 0
}

export interface FeedRow {
  position: number
  reportId: string | null
  eventId: string | null
  /** Of a report or an event. */
  sealed: Uint8Array | null
  hash: string | null
  signature: string | null
  /** Of an event, who did it; of a person's change, that person. */
  personId: string
  login: string
  name: string
  role: Person['role']
  removed: boolean
}

/** The next entries after a position, but the device's own events. */
export async function readFeed(sql: Sql, asked: { after: number; upTo: number; deviceId: string; limit: number }): Promise<FeedRow[]> {
  return sql.query<FeedRow>(
    `select change.position::float8 as position, change.report_id as "reportId", change.event_id as "eventId",
       coalesce(report.sealed, event.sealed) as sealed, event.hash, event.signature,
       person.id as "personId", person.login, person.name, person.role, person.removed_at is not null as removed
     from change
     left join report on report.id = change.report_id
     left join event on event.id = change.event_id
     left join person on person.id = coalesce(event.person_id, change.person_id)
     where change.position > $1 and change.position <= $2 and change.device_id is distinct from $3::uuid
     order by change.position limit $4`,
    [asked.after, asked.upTo, asked.deviceId, asked.limit],
  )
}
