import type { Sql } from '../store/sql.ts'

/** Times come back as ISO 8601 text, UTC. */
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const iso = (column: string): string => `to_char(${column} at time zone 'UTC', ${ISO})`

export async function insertWatch(sql: Sql, watch: { id: string; expiresAt: string; mediaName: string }): Promise<void> {
  await sql.query('insert into watch (id, expires_at) values ($1, $2)', [watch.id, watch.expiresAt])
  await sql.query('insert into watch_media (media_name, watch_id) values ($1, $2)', [watch.mediaName, watch.id])
}

/** One that the hub does not have stays unknown: its own event was refused. */
export async function endWatch(sql: Sql, id: string, at: string): Promise<void> {
  await sql.query('update watch set ended_at = coalesce(ended_at, $2) where id = $1', [id, at])
}

/** Watches that are neither over nor expired, by the media that they look for. */
export async function watchesFor(sql: Sql, mediaNames: readonly string[], now: string): Promise<{ watchId: string; mediaName: string }[]> {
  return sql.query(
    `select watch_media.watch_id as "watchId", watch_media.media_name as "mediaName"
     from watch_media join watch on watch.id = watch_media.watch_id
     where watch_media.media_name = any($1::text[]) and watch.ended_at is null and watch.expires_at > $2::timestamptz order by watch.id`,
    [[...mediaNames], now],
  )
}

export interface NewAlert {
  id: string
  watchId: string
  itemId: string
  eventId: string | null
  foundAt: string
  sealed: Uint8Array
}

/** @returns false where the item's alert of this watch is there already */
export async function insertAlert(sql: Sql, alert: NewAlert): Promise<boolean> {
  const { id, watchId, itemId, eventId, foundAt, sealed } = alert
  const rows = await sql.query(
    `insert into alert (id, watch_id, item_id, event_id, found_at, sealed) values ($1, $2, $3, $4, $5, $6)
     on conflict (watch_id, item_id) do nothing returning id`,
    [id, watchId, itemId, eventId, foundAt, sealed],
  )
  return rows.length > 0
}

/** Who was first stays. */
export async function acknowledgeAlert(sql: Sql, alert: { watchId: string; itemId: string; personId: string; at: string }): Promise<void> {
  await sql.query(
    'update alert set acknowledged_by = $3, acknowledged_at = $4 where watch_id = $1 and item_id = $2 and acknowledged_by is null',
    [alert.watchId, alert.itemId, alert.personId, alert.at],
  )
}

export interface AlertRow {
  id: string
  watchId: string
  itemId: string
  foundAt: string
  sealed: Uint8Array
  /** Of the event that added the watch. */
  watchSealed: Uint8Array
  foundBy: string | null
  acknowledgedBy: string | null
  acknowledgedAt: string | null
}

/** The newest first. */
export async function alertRows(sql: Sql, limit: number): Promise<AlertRow[]> {
  return sql.query<AlertRow>(
    `select alert.id, alert.watch_id as "watchId", alert.item_id as "itemId", ${iso('alert.found_at')} as "foundAt", alert.sealed,
       added.sealed as "watchSealed", finder.name as "foundBy", taker.name as "acknowledgedBy", ${iso('alert.acknowledged_at')} as "acknowledgedAt"
     from alert
     join event added on added.id = alert.watch_id
     left join event found on found.id = alert.event_id
     left join person finder on finder.id = found.person_id
     left join person taker on taker.id = alert.acknowledged_by
     order by alert.number desc limit $1`,
    [limit],
  )
}

export interface WatchRow {
  id: string
  sealed: Uint8Array
  personName: string
  endedAt: string | null
  alerts: number
}

/** The newest first. */
export async function watchRows(sql: Sql): Promise<WatchRow[]> {
  return sql.query<WatchRow>(
    `select watch.id, added.sealed, person.name as "personName", ${iso('watch.ended_at')} as "endedAt",
       (select count(*)::int from alert where alert.watch_id = watch.id) as alerts
     from watch join event added on added.id = watch.id join person on person.id = added.person_id order by watch.id desc`,
  )
}

/** The event that added a watch; null where the hub has no such watch. */
export async function sealedWatch(sql: Sql, id: string): Promise<Uint8Array | null> {
  const rows = await sql.query<{ sealed: Uint8Array }>('select event.sealed from watch join event on event.id = watch.id where watch.id = $1', [id])
  return rows[0]?.sealed ?? null
}
