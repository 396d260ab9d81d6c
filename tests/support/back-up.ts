import type { Sql } from '../../hub/store/sql.ts'

/** What a hub acknowledges lies here; people and devices stay as they are. In the order in which rows may go. */
const TABLES = ['change', 'receipt', 'quarantine', 'event', 'report_media', 'report_item', 'report', 'feed_head', 'receipt_head', 'meta'] as const
const HEADS = 'id, head_sequence, head_hash'

/** Keeps a hub's tables as they are. @returns the way back to them, as by a backup. To be used once for a database. */
export async function backUp(sql: Sql): Promise<() => Promise<void>> {
  const kept = (table: string): string => `kept_${table}`
  for (const table of TABLES) await sql.run(`create table ${kept(table)} as select * from ${table}`)
  await sql.run(`create table ${kept('device')} as select ${HEADS} from device`)
  return () =>
    sql.transaction(async (tx) => {
      for (const table of TABLES) await tx.run(`delete from ${table}`)
      for (const table of [...TABLES].reverse()) await tx.run(`insert into ${table} overriding system value select * from ${kept(table)}`)
      await tx.run(`update device set head_sequence = kept.head_sequence, head_hash = kept.head_hash from ${kept('device')} kept where kept.id = device.id`)
      for (const table of [...TABLES, 'device']) await tx.run(`drop table ${kept(table)}`)
    })
}
