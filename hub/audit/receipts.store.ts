import type { ChainHead } from '../../contract/hub.ts'
import type { Sql } from '../store/sql.ts'
import type { ReceiptHead } from './receipt.ts'

export async function lockReceiptHead(sql: Sql): Promise<ReceiptHead> {
  const rows = await sql.query<ReceiptHead>('select number::float8 as number, hash from receipt_head for update')
  return rows[0] ?? missingHead()
}

export async function moveReceiptHead(sql: Sql, { number, hash }: ReceiptHead, sealed: Uint8Array): Promise<void> {
  await sql.query('update receipt_head set number = $1, hash = $2, sealed = $3', [number, hash, sealed])
}

export interface ReceiptRow {
  number: number
  hash: string
  bytes: string
  eventId: string | null
  quarantineId: number | null
}

/** In one statement: every other device waits until the commit. */
export async function insertReceipts(sql: Sql, rows: readonly ReceiptRow[]): Promise<void> {
  await sql.query(
    `insert into receipt (number, hash, bytes, event_id, quarantine_id)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::bigint[])`,
    [
      rows.map((row) => row.number),
      rows.map((row) => row.hash),
      rows.map((row) => row.bytes),
      rows.map((row) => row.eventId),
      rows.map((row) => row.quarantineId),
    ],
  )
}

export async function readReceiptHead(sql: Sql): Promise<ReceiptHead & { sealed: Uint8Array | null }> {
  const rows = await sql.query<ReceiptHead & { sealed: Uint8Array | null }>('select number::float8 as number, hash, sealed from receipt_head')
  return rows[0] ?? missingHead()
}

/** An accepted event as its table has it. */
export interface StoredEvent {
  deviceId: string
  sequence: number
  id: string
  hash: string
  previous: string
  type: string
  personId: string
  itemId: string | null
  decisionId: string | null
  signature: string
  receivedAt: Date
  sealed: Uint8Array
}

/** A refused one. */
export interface StoredQuarantine {
  deviceId: string
  place: number | null
  eventId: string | null
  hash: string
  digest: string
  code: string
  signature: string
  receivedAt: Date
  sealed: Uint8Array
}

/** A receipt with what it speaks of; null: that is not there (any more). */
export interface ReceiptEntry extends ReceiptRow {
  event: StoredEvent | null
  quarantine: StoredQuarantine | null
}

export async function receiptsAfter(sql: Sql, number: number, limit: number): Promise<ReceiptEntry[]> {
  const receipts = await sql.query<ReceiptRow>(
    `select number::float8 as number, hash, bytes, event_id as "eventId", quarantine_id::float8 as "quarantineId"
     from receipt where number > $1 order by number limit $2`,
    [number, limit],
  )
  const events = await sql.query<StoredEvent>(
    `select device_id as "deviceId", sequence, id, hash, previous, type, person_id as "personId", item_id as "itemId",
       decision_id as "decisionId", signature, received_at as "receivedAt", sealed from event where id = any($1::uuid[])`,
    [receipts.flatMap(({ eventId }) => eventId ?? [])],
  )
  const aside = await sql.query<StoredQuarantine & { quarantineId: number }>(
    `select id::float8 as "quarantineId", device_id as "deviceId", place, event_id as "eventId", hash, bytes_digest as digest, code, signature,
       received_at as "receivedAt", sealed from quarantine where id = any($1::bigint[])`,
    [receipts.flatMap(({ quarantineId }) => quarantineId ?? [])],
  )
  const byId = new Map(events.map((event) => [event.id, event]))
  const byNumber = new Map(aside.map(({ quarantineId, ...row }) => [quarantineId, row]))
  return receipts.map((row) => ({ ...row, event: byId.get(row.eventId ?? '') ?? null, quarantine: byNumber.get(row.quarantineId ?? 0) ?? null }))
}

/** How many events, accepted or refused, are here. */
export async function countStored(sql: Sql): Promise<number> {
  const rows = await sql.query<{ count: number }>(
    'select ((select count(*) from event) + (select count(*) from quarantine))::float8 as count',
  )
  return rows[0]?.count ?? 0
}

export async function deviceHeads(sql: Sql): Promise<(ChainHead & { deviceId: string })[]> {
  return sql.query('select id as "deviceId", head_sequence as sequence, head_hash as hash from device order by id')
}

export async function allSigningKeys(sql: Sql): Promise<{ deviceId: string; personId: string; publicKey: string }[]> {
  return sql.query('select device_id as "deviceId", person_id as "personId", public_key as "publicKey" from signing_key')
}

function missingHead(): never {
  throw new Error('the table receipt_head lost its row')
}
