import type { Sql } from './sql.ts'

/** What the database says of itself, by key. */
export async function readMeta(sql: Sql, key: string): Promise<string | null> {
  return (await sql.query<{ value: string }>('select value from meta where key = $1', [key]))[0]?.value ?? null
}

export async function writeMeta(sql: Sql, key: string, value: string): Promise<void> {
  await sql.query('insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value', [key, value])
}
