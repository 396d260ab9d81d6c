import type { ErrorCode } from '../../contract/error.ts'
import type { EventContent } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { Sql } from '../store/sql.ts'
import type { Outline } from './read-event.ts'

const SELECT_HEAD = 'select head_sequence as sequence, head_hash as hash from device where id = $1'

/** The end of a device's chain, locked until the commit: two pushes of one device wait for each other. */
export async function lockHead(sql: Sql, deviceId: string): Promise<ChainHead | null> {
  const rows = await sql.query<ChainHead>(`${SELECT_HEAD} for update`, [deviceId])
  return rows[0] ?? null
}

export async function headOf(sql: Sql, deviceId: string): Promise<ChainHead | null> {
  return (await sql.query<ChainHead>(SELECT_HEAD, [deviceId]))[0] ?? null
}

export async function moveHead(sql: Sql, deviceId: string, head: ChainHead): Promise<void> {
  await sql.query('update device set head_sequence = $2, head_hash = $3 where id = $1', [deviceId, head.sequence, head.hash])
}

export interface Found {
  accepted: boolean
  refusedAs: ErrorCode | null
  idTaken: boolean
  afterFork: boolean
}

/** What is here of an event that comes: `hash` as claimed, `digest` of its bytes. */
export async function findStanding(
  sql: Sql,
  deviceId: string,
  event: { hash: string; digest: string; outline: Outline | null },
): Promise<Found> {
  const rows = await sql.query<Found>(
    `select
       exists (select 1 from event where device_id = $1 and hash = $2) as accepted,
       (select code from quarantine where device_id = $1 and hash = $2 and bytes_digest = $3) as "refusedAs",
       exists (select 1 from event where id = $4::uuid) as "idTaken",
       exists (select 1 from quarantine where device_id = $1 and hash = $5 and place is null) as "afterFork"`,
    [deviceId, event.hash, event.digest, event.outline?.id ?? null, event.outline?.previous ?? null],
  )
  return rows[0] ?? { accepted: false, refusedAs: null, idTaken: false, afterFork: false }
}

/**
 * Disputed from the beginning where one that claims its place came before it.
 * @returns false where another device's event took the id since it was looked for: that one is committed by now.
 */
export async function insertEvent(
  sql: Sql,
  content: EventContent,
  row: { hash: string; signature: string; sealed: Uint8Array; now: string },
): Promise<boolean> {
  const rows = await sql.query(
    `insert into event (device_id, sequence, id, hash, previous, type, person_id, item_id, decision_id, sealed, received_at, signature, disputed)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, exists (select 1 from quarantine where device_id = $1 and claims = $2))
     on conflict (id) do nothing returning id`,
    [
      content.deviceId,
      content.sequence,
      content.id,
      row.hash,
      content.previous,
      content.type,
      content.personId,
      itemOf(content),
      decisionOf(content),
      row.sealed,
      row.now,
      row.signature,
    ],
  )
  return rows.length > 0
}

export function itemOf(content: EventContent): string | null {
  return 'itemId' in content.payload ? content.payload.itemId : null
}

export function decisionOf(content: EventContent): string | null {
  if (content.type === 'decision.made') return content.id
  return 'decisionId' in content.payload ? content.payload.decisionId : null
}

export interface Quarantined {
  deviceId: string
  place: number | null
  /** Of a conflict: the sequence that it says of itself, whether another stands there or is to come. */
  claims: number | null
  eventId: string | null
  hash: string
  signature: string
  digest: string
  code: ErrorCode
  sealed: Uint8Array
  now: string
}

/** @returns its number */
export async function insertQuarantine(sql: Sql, row: Quarantined): Promise<number> {
  const rows = await sql.query<{ id: number }>(
    `insert into quarantine (device_id, place, event_id, hash, bytes_digest, code, sealed, received_at, signature, claims)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id::float8 as id`,
    [row.deviceId, row.place, row.eventId, row.hash, row.digest, row.code, row.sealed, row.now, row.signature, row.claims],
  )
  return rows[0]?.id ?? 0
}

/** Marks what stands where another event claims to stand (what comes to stand there later: `claims`). It stays in force: it was acknowledged. */
export async function markDisputed(sql: Sql, deviceId: string, outline: Outline): Promise<void> {
  const { sequence, id } = outline
  await sql.query('update event set disputed = true where (device_id = $1 and sequence = $2) or id = $3', [deviceId, sequence, id])
}

export interface EventRow {
  id: string
  deviceId: string
  sequence: number
  hash: string
  signature: string
  sealed: Uint8Array
  disputed: boolean
}

/** Events that make or move decisions, in the order in which the hub took them in on each device. */
export async function decisionEvents(sql: Sql): Promise<EventRow[]> {
  return sql.query<EventRow>(
    `select event.id, event.device_id as "deviceId", event.sequence, event.hash, event.signature, event.sealed, event.disputed
     from event left join change on change.event_id = event.id
     where event.decision_id is not null order by change.position, event.device_id, event.sequence`,
  )
}

export async function quarantineRows(sql: Sql): Promise<Omit<Quarantined, 'now' | 'claims'>[]> {
  return sql.query(
    `select device_id as "deviceId", place, event_id as "eventId", hash, signature, bytes_digest as digest, code, sealed from quarantine order by id`,
  )
}
