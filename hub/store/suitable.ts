import { AppError } from '../../contract/error.ts'
import type { Sql } from './sql.ts'

const OLDEST_VERSION = 150_000

interface Settings {
  version: number
  encoding: string
  fsync: string
  standby: boolean
}

/**
 * Refuses a server on which the hub could not keep what it acknowledges.
 * @throws AppError `hub.database_unsuitable` with facts `setting`, `found` and `needed`
 */
export async function refuseUnsuitable(sql: Sql): Promise<void> {
  const [found] = await sql.query<Settings>(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
       current_setting('fsync') as fsync, pg_is_in_recovery() as standby`,
  )
  if (found === undefined) throw new Error('PostgreSQL told no settings')
  const refuse = (setting: string, is: string, needed: string): never => {
    throw new AppError('hub.database_unsuitable', { setting, found: is, needed })
  }
  if (found.version < OLDEST_VERSION) refuse('version', String(Math.floor(found.version / 10_000)), '15')
  if (found.encoding !== 'UTF8') refuse('server_encoding', found.encoding, 'UTF8')
  if (found.fsync !== 'on') refuse('fsync', found.fsync, 'on')
  if (found.standby) refuse('pg_is_in_recovery', 'true', 'false')
}
