import type { Sql } from '../store/sql.ts'

export async function insertMedia(sql: Sql, name: string, bytes: number, now: string): Promise<void> {
  await sql.query('insert into media_object (name, bytes, received_at) values ($1, $2, $3) on conflict do nothing', [name, bytes, now])
}

/** Bytes of the media; null where the hub has none. */
export async function mediaBytes(sql: Sql, name: string): Promise<number | null> {
  const rows = await sql.query<{ bytes: number }>('select bytes::float8 as bytes from media_object where name = $1', [name])
  return rows[0]?.bytes ?? null
}

export async function mediaNames(sql: Sql): Promise<string[]> {
  return (await sql.query<{ name: string }>('select name from media_object')).map(({ name }) => name)
}
