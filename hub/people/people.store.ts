import type { Person } from '../../contract/hub.ts'
import type { Sql } from '../store/sql.ts'

export type PersonWithHash = Person & { passwordHash: string }
export interface Attempts {
  failures: number
  lastAt: Date
}

/** @returns false where the login is taken (by that id or another). */
export async function insertPerson(sql: Sql, person: PersonWithHash, now: string): Promise<boolean> {
  const rows = await sql.query(
    `insert into person (id, login, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [person.id, person.login, person.name, person.role, person.passwordHash, now],
  )
  return rows.length > 0
}

export async function personByLogin(sql: Sql, login: string): Promise<PersonWithHash | null> {
  const rows = await sql.query<PersonWithHash>(
    `select id, login, name, role, password_hash as "passwordHash" from person where login = $1`,
    [login],
  )
  return rows[0] ?? null
}

export async function countFailure(sql: Sql, digest: string, now: string): Promise<void> {
  await sql.query(
    `insert into sign_in_attempt (login_digest, failures, last_at) values ($1, 1, $2)
     on conflict (login_digest) do update set failures = sign_in_attempt.failures + 1, last_at = excluded.last_at`,
    [digest, now],
  )
}

/** Until the commit a login's tries wait for each other. A lock on its row would not do: before the first failure there is none. */
export async function lockAttempts(sql: Sql, digest: string): Promise<Attempts | null> {
  await sql.query(`select pg_advisory_xact_lock(1, ('x' || left($1, 8))::bit(32)::integer)`, [digest])
  const rows = await sql.query<Attempts>(`select failures, last_at as "lastAt" from sign_in_attempt where login_digest = $1`, [digest])
  return rows[0] ?? null
}

/** Forgets a login's failures, and all that are older than `before`; of these only those that nobody is at. */
export async function forgetFailures(sql: Sql, digest: string, before: string): Promise<void> {
  await sql.query('delete from sign_in_attempt where login_digest = $1', [digest])
  await sql.query(
    `delete from sign_in_attempt where login_digest in
       (select login_digest from sign_in_attempt where last_at < $1 for update skip locked)`,
    [before],
  )
}

export interface Enrolment {
  deviceId: string
  deviceName: string
  personId: string
  tokenHash: string
  now: string
}

/** The device, the person on it, and one token for the two; an older token of theirs ends. */
export async function enrol(sql: Sql, { deviceId, deviceName, personId, tokenHash, now }: Enrolment): Promise<void> {
  await sql.query(
    `insert into device (id, name, enrolled_at) values ($1, $2, $3) on conflict (id) do update set name = excluded.name`,
    [deviceId, deviceName, now],
  )
  await sql.query('insert into device_person (device_id, person_id, enrolled_at) values ($1, $2, $3) on conflict do nothing', [
    deviceId,
    personId,
    now,
  ])
  await sql.query(
    `insert into device_token (token_hash, device_id, person_id, created_at) values ($1, $2, $3, $4)
     on conflict (device_id, person_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at`,
    [tokenHash, deviceId, personId, now],
  )
}

export interface Bearer {
  deviceId: string
  person: Person
}

export async function bearerOf(sql: Sql, tokenHash: string): Promise<Bearer | null> {
  const rows = await sql.query<Person & { deviceId: string }>(
    `select token.device_id as "deviceId", person.id, person.login, person.name, person.role
     from device_token token join person on person.id = token.person_id where token.token_hash = $1`,
    [tokenHash],
  )
  const row = rows[0]
  return row === undefined ? null : { deviceId: row.deviceId, person: { id: row.id, login: row.login, name: row.name, role: row.role } }
}

/** Who may record on a device, with the role of today. */
export async function peopleOnDevice(sql: Sql, deviceId: string): Promise<Map<string, Person['role']>> {
  const rows = await sql.query<{ id: string; role: Person['role'] }>(
    `select person.id, person.role from device_person
     join person on person.id = device_person.person_id where device_person.device_id = $1`,
    [deviceId],
  )
  return new Map(rows.map((row) => [row.id, row.role]))
}
