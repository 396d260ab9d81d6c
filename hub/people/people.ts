import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../../contract/error.ts'
import type { HubEnrol, HubSignedIn, HubSignIn, Person } from '../../contract/hub.ts'
import { appendToFeed } from '../changes/changes.store.ts'
import { isSigningKey } from '../events/signature.ts'
import type { Role } from '../../contract/words.ts'
import type { HubPorts } from '../ports.ts'
import { codeExpiresAt, hashOfCode, newEnrolmentCode } from './enrolment-code.ts'
import { insertCode, useCode } from './enrolment-code.store.ts'
import { DEFAULT_COST, hashPassword, isPassword } from './password.ts'
import { bearerOf, countFailure, enrol, forgetFailures, insertPerson, lockAttempts, markRemoved, personByLogin, renewToken, updateRole, type Bearer, type PersonWithHash } from './people.store.ts'
import type { Sql } from '../store/sql.ts'
import { isForgotten, waitBeforeSignIn } from './throttle.ts'

export interface People {
  /** @returns false where the id or the login is there already: nothing is changed. */
  add(person: Person, password: string): Promise<boolean>
  /**
   * Enrols the person on the device, with a key of theirs, by a code that is used once.
   * @throws AppError `hub.wrong_password`, `hub.too_many_attempts` (fact `seconds`), `hub.person_removed`, `enrolment.code_wrong`,
   *   `enrolment.code_used`, `enrolment.code_expired`, `request.invalid` for what is no key. Each counts as a failed try.
   */
  enrol(asked: HubEnrol): Promise<HubSignedIn>
  /** A new token for who is enrolled. @throws AppError `hub.wrong_password`, `hub.too_many_attempts` (fact `seconds`), `hub.not_enrolled`, `hub.person_removed` */
  signIn(asked: HubSignIn): Promise<HubSignedIn>
  /** A code with which the person enrols on a device. Kept only as its hash. @throws AppError `hub.person_unknown`, `hub.person_removed` */
  makeCode(login: string): Promise<{ code: string; expiresAt: string }>
  /** From now on nothing of theirs is taken; the workstations are told. @throws AppError `hub.person_unknown` */
  remove(login: string): Promise<void>
  /** @throws AppError `hub.person_unknown` */
  setRole(login: string, role: Role): Promise<void>
  /** @throws AppError `hub.unauthorised`, `hub.person_removed` */
  bearer(token: string | undefined): Promise<Bearer>
}

const DAY_MS = 24 * 3600 * 1000

export function createPeople({ sql, clock, passwordCost = DEFAULT_COST }: Pick<HubPorts, 'sql' | 'clock' | 'passwordCost'>): People {
  // Verified against when nobody has that login, so that both answers take the same time.
  let nobodysHash: Promise<string> | undefined

  /** Counts the try as a failure before the password is looked at: many at once do not slip through. */
  async function reserveTry(digest: string): Promise<void> {
    const now = clock.now()
    await sql.transaction(async (tx) => {
      const attempts = await lockAttempts(tx, digest)
      const since = attempts === null ? 0 : (Date.parse(now) - attempts.lastAt.getTime()) / 1000
      if (attempts !== null && isForgotten(since)) await forgetFailures(tx, digest, dayBefore(now))
      else if (attempts !== null) refuseEarly(waitBeforeSignIn(attempts.failures, since))
      await countFailure(tx, digest, now)
    })
  }

  /** @throws AppError `hub.wrong_password`, `hub.too_many_attempts` */
  async function checkPassword({ login, password }: HubSignIn): Promise<Person> {
    await reserveTry(sha256(login))
    const found = await personByLogin(sql, login)
    nobodysHash ??= hashPassword(randomBytes(16).toString('hex'), passwordCost)
    const right = await isPassword(password, found?.passwordHash ?? (await nobodysHash))
    if (found === null || !right) throw new AppError('hub.wrong_password')
    if (found.removed) throw new AppError('hub.person_removed')
    return { id: found.id, login: found.login, name: found.name, role: found.role }
  }

  /** A token for a person whose password was right. @param before what else is done in its transaction */
  async function letIn(person: Person, { login, device }: HubSignIn, before: (tx: Sql, now: string) => Promise<void>): Promise<HubSignedIn> {
    const token = randomBytes(32).toString('base64url')
    const now = clock.now()
    await sql.transaction(async (tx) => {
      await forgetFailures(tx, sha256(login), dayBefore(now))
      await before(tx, now)
      const enrolled = await renewToken(tx, { deviceId: device.id, personId: person.id, tokenHash: sha256(token), now })
      if (!enrolled) throw new AppError('hub.not_enrolled')
    })
    return { token, person }
  }

  async function known(login: string): Promise<PersonWithHash> {
    const found = await personByLogin(sql, login)
    if (found === null) throw new AppError('hub.person_unknown')
    return found
  }

  async function change(login: string, work: (tx: Sql, personId: string) => Promise<void>): Promise<void> {
    const { id } = await known(login)
    await sql.transaction(async (tx) => {
      await work(tx, id)
      await appendToFeed(tx, [{ kind: 'person', personId: id }])
    })
  }

  return {
    async add(person, password) {
      return insertPerson(sql, { ...person, passwordHash: await hashPassword(password, passwordCost) }, clock.now())
    },
    async enrol(asked) {
      const { device, publicKey } = asked
      if (!isSigningKey(publicKey)) throw new AppError('request.invalid')
      const person = await checkPassword(asked)
      return letIn(person, asked, async (tx, now) => {
        await useCode(tx, { codeHash: hashOfCode(asked.code), personId: person.id, deviceId: device.id, now })
        await enrol(tx, { deviceId: device.id, deviceName: device.name, personId: person.id, publicKey, now })
        await appendToFeed(tx, [{ kind: 'person', personId: person.id }])
      })
    },
    signIn: async (asked) => letIn(await checkPassword(asked), asked, async () => undefined),
    async makeCode(login) {
      const { id, removed } = await known(login)
      if (removed) throw new AppError('hub.person_removed')
      const code = newEnrolmentCode()
      const now = clock.now()
      const expiresAt = codeExpiresAt(now)
      await insertCode(sql, { codeHash: hashOfCode(code), personId: id, now, expiresAt })
      return { code, expiresAt }
    },
    remove: (login) => change(login, (tx, id) => markRemoved(tx, id, clock.now())),
    setRole: (login, role) => change(login, (tx, id) => updateRole(tx, id, role)),
    async bearer(token) {
      const bearer = token === undefined || token === '' ? null : await bearerOf(sql, sha256(token))
      if (bearer === null) throw new AppError('hub.unauthorised')
      if (bearer.removed) throw new AppError('hub.person_removed')
      return bearer
    },
  }
}

function dayBefore(now: string): string {
  return new Date(Date.parse(now) - DAY_MS).toISOString()
}

function refuseEarly(seconds: number): void {
  if (seconds > 0) throw new AppError('hub.too_many_attempts', { seconds })
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
