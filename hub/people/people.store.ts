import type { Person } from '../../contract/hub.ts'
import type { Sql } from '../store/sql.ts'

export type PersonWithHash = Person & { passwordHash: string; removed: boolean }
export interface Attempts {
  failures: number
  lastAt: Date
}

/** @returns false where the login is taken (by that id or another). */
export async function insertPerson(sql: Sql, person: Omit<PersonWithHash, 'removed'>, now: string): Promise<boolean> {
  const rows = await sql.query(
    `insert into person (id, login, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [person.id, person.login, person.name, person.role, person.passwordHash, now],
  )
  return rows.length > 0
}

export async function personByLogin(sql: Sql, login: string): Promise<PersonWithHash | null> {
  const rows = await sql.query<PersonWithHash>(
    `select id, login, name, role, password_hash as "passwordHash", removed_at is not null as removed from person where login = $1`,
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
  publicKey: string
  now: string
}

/** The device, the person on it, and a key of theirs beside those they had there. */
export async function enrol(sql: Sql, { deviceId, deviceName, personId, publicKey, now }: Enrolment): Promise<void> {
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
    'insert into signing_key (device_id, person_id, public_key, registered_at) values ($1, $2, $3, $4) on conflict do nothing',
    [deviceId, personId, publicKey, now],
  )
}

/** One token for a person on a device; an older one of theirs ends. @returns false where they are not enrolled there, with a key */
export async function renewToken(sql: Sql, { tokenHash, deviceId, personId, now }: Pick<Enrolment, 'deviceId' | 'personId' | 'now'> & { tokenHash: string }): Promise<boolean> {
  const enrolled = await sql.query('select 1 from signing_key where device_id = $1 and person_id = $2 limit 1', [deviceId, personId])
  if (enrolled.length === 0) return false
  await sql.query(
    `insert into device_token (token_hash, device_id, person_id, created_at) values ($1, $2, $3, $4)
     on conflict (device_id, person_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at`,
    [tokenHash, deviceId, personId, now],
  )
  return true
}

/** Once removed, the time stays. */
export async function markRemoved(sql: Sql, personId: string, now: string): Promise<void> {
  await sql.query('update person set removed_at = coalesce(removed_at, $2) where id = $1', [personId, now])
}

export async function updateRole(sql: Sql, personId: string, role: Person['role']): Promise<void> {
  await sql.query('update person set role = $2 where id = $1', [personId, role])
}

export interface Bearer {
  deviceId: string
  removed: boolean
  person: Person
}

export async function bearerOf(sql: Sql, tokenHash: string): Promise<Bearer | null> {
  const rows = await sql.query<Person & { deviceId: string; removed: boolean }>(
    `select token.device_id as "deviceId", person.id, person.login, person.name, person.role, person.removed_at is not null as removed
     from device_token token join person on person.id = token.person_id where token.token_hash = $1`,
    [tokenHash],
  )
  const row = rows[0]
  if (row === undefined) return null
  const { deviceId, removed, ...person } = row
  return { deviceId, removed, person }
}

/** As they are today, with the keys that they ever had on the device. */
export interface PersonOnDevice {
  role: Person['role']
  removed: boolean
  keys: string[]
}

/**
 * Who is enrolled on a device: with a key, or nothing of theirs could be verified. Until the commit they stay as they are: a removal, or
 * another role, that is under way is waited for, and one that comes later waits.
 */
export async function peopleOnDevice(sql: Sql, deviceId: string): Promise<Map<string, PersonOnDevice>> {
  const rows = await sql.query<Omit<PersonOnDevice, 'keys'> & { id: string; key: string }>(
    `select person.id, person.role, person.removed_at is not null as removed, signing_key.public_key as key
     from signing_key join person on person.id = signing_key.person_id where signing_key.device_id = $1
     order by person.id for share of person`,
    [deviceId],
  )
  const people = new Map<string, PersonOnDevice>()
  for (const { id, role, removed, key } of rows) {
    const person = people.get(id) ?? { role, removed, keys: [] }
    person.keys.push(key)
    people.set(id, person)
  }
  return people
}

/** All keys of a person, on all devices. */
export async function signingKeysOf(sql: Sql, personId: string): Promise<{ deviceId: string; publicKey: string }[]> {
  return sql.query(
    `select device_id as "deviceId", public_key as "publicKey" from signing_key where person_id = $1 order by registered_at, device_id, public_key`,
    [personId],
  )
}
