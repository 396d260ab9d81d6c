import { AppError } from '../../contract/error.ts'
import type { Sql } from '../store/sql.ts'

export interface NewCode {
  codeHash: string
  personId: string
  now: string
  expiresAt: string
}

export async function insertCode(sql: Sql, { codeHash, personId, now, expiresAt }: NewCode): Promise<void> {
  await sql.query('insert into enrolment_code (code_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    codeHash,
    personId,
    now,
    expiresAt,
  ])
}

/**
 * Uses a code up, in the caller's transaction: two who come with it at once wait for each other here.
 * @throws AppError `enrolment.code_wrong` (also for another person's), `enrolment.code_used`, `enrolment.code_expired`
 */
export async function useCode(sql: Sql, used: { codeHash: string; personId: string; deviceId: string; now: string }): Promise<void> {
  const rows = await sql.query<{ used: boolean; expired: boolean }>(
    `select used_at is not null as used, expires_at <= $3::timestamptz as expired from enrolment_code
     where code_hash = $1 and person_id = $2 for update`,
    [used.codeHash, used.personId, used.now],
  )
  const code = rows[0]
  if (code === undefined) throw new AppError('enrolment.code_wrong')
  if (code.used) throw new AppError('enrolment.code_used')
  if (code.expired) throw new AppError('enrolment.code_expired')
  await sql.query('update enrolment_code set used_at = $2, used_by_device = $3 where code_hash = $1', [used.codeHash, used.now, used.deviceId])
}
