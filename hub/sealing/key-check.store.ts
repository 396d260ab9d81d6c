import { AppError } from '../../contract/error.ts'
import type { Sql } from '../store/sql.ts'
import type { RecordSeal } from './record.ts'

const NAME = 'meta:key_check'
const WORD = 'paravent'

/** Whether the database was ever opened with a key. False also where it holds nothing at all yet. */
export async function hasKey(sql: Sql): Promise<boolean> {
  const table = await sql.query<{ there: boolean }>(`select to_regclass('meta') is not null as there`)
  if (table[0]?.there !== true) return false
  return (await sql.query(`select 1 from meta where key = 'key_check'`)).length > 0
}

/** Writes a sealed word at the first start and opens it at each later one. @throws AppError `hub.wrong_key` */
export async function checkKey(sql: Sql, seal: RecordSeal): Promise<void> {
  const sealed = Buffer.from(seal.seal(NAME, WORD)).toString('base64')
  await sql.query(`insert into meta (key, value) values ('key_check', $1) on conflict (key) do nothing`, [sealed])
  const row = (await sql.query<{ value: string }>(`select value from meta where key = 'key_check'`))[0]
  try {
    seal.open(NAME, Buffer.from(row?.value ?? '', 'base64'))
  } catch (error) {
    throw new AppError('hub.wrong_key', {}, { cause: error })
  }
}
