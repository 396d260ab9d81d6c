import { AppError } from '../../contract/error.ts'
import type { Sql } from '../store/sql.ts'
import type { RecordSeal } from './record.ts'

const NAME = 'meta:key_check'
const WORD = 'paravent'

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
