import type { Report } from '../../contract/report.ts'
import type { Sql } from '../store/sql.ts'

/** @returns false where a report of that id is there already. */
export async function insertReport(sql: Sql, report: Report, sealed: Uint8Array): Promise<boolean> {
  const rows = await sql.query(
    'insert into report (id, source, received_at, created_at, sealed) values ($1, $2, $3, $4, $5) on conflict do nothing returning id',
    [report.id, report.source, report.receivedAt, report.createdAt, sealed],
  )
  return rows.length > 0
}

export interface ItemRow {
  id: string
  reportId: string
  number: number
  sealed: Uint8Array
  mediaNames: readonly string[]
}

export async function insertItem(sql: Sql, { id, reportId, number, sealed, mediaNames }: ItemRow): Promise<void> {
  await sql.query('insert into report_item (id, report_id, number, sealed) values ($1, $2, $3, $4)', [id, reportId, number, sealed])
  for (const name of new Set(mediaNames)) {
    await sql.query('insert into report_media (item_id, media_name) values ($1, $2)', [id, name])
  }
}

export async function itemRows(sql: Sql, reportId: string): Promise<{ id: string; sealed: Uint8Array }[]> {
  return sql.query('select id, sealed from report_item where report_id = $1 order by number', [reportId])
}

export async function knownMedia(sql: Sql, names: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ name: string }>('select name from media_object where name = any($1::text[])', [[...names]])
  return new Set(rows.map((row) => row.name))
}
