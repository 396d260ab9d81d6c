import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../../contract/error.ts'
import type { HubSignedIn, HubSignIn, Person } from '../../contract/hub.ts'
import type { HubPorts } from '../ports.ts'
import { DEFAULT_COST, hashPassword, isPassword } from './password.ts'
import { bearerOf, countFailure, enrol, forgetFailures, insertPerson, lockAttempts, personByLogin, type Bearer } from './people.store.ts'
import { isForgotten, waitBeforeSignIn } from './throttle.ts'

export interface People {
  /** @returns false where the id or the login is there already: nothing is changed. */
  add(person: Person, password: string): Promise<boolean>
  /** Enrols the person on the device. @throws AppError `hub.wrong_password`, `hub.too_many_attempts` (fact `seconds`) */
  signIn(asked: HubSignIn): Promise<HubSignedIn>
  /** @throws AppError `hub.unauthorised` */
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

  async function enrolWithToken(person: Person, device: HubSignIn['device'], digest: string): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    const now = clock.now()
    await sql.transaction(async (tx) => {
      await forgetFailures(tx, digest, dayBefore(now))
      await enrol(tx, { deviceId: device.id, deviceName: device.name, personId: person.id, tokenHash: sha256(token), now })
    })
    return token
  }

  return {
    async add(person, password) {
      return insertPerson(sql, { ...person, passwordHash: await hashPassword(password, passwordCost) }, clock.now())
    },
    async signIn({ login, password, device }) {
      const digest = sha256(login)
      await reserveTry(digest)
      const found = await personByLogin(sql, login)
      nobodysHash ??= hashPassword(randomBytes(16).toString('hex'), passwordCost)
      const right = await isPassword(password, found?.passwordHash ?? (await nobodysHash))
      if (found === null || !right) throw new AppError('hub.wrong_password')
      const person: Person = { id: found.id, login: found.login, name: found.name, role: found.role }
      return { person, token: await enrolWithToken(person, device, digest) }
    },
    async bearer(token) {
      const bearer = token === undefined || token === '' ? null : await bearerOf(sql, sha256(token))
      if (bearer === null) throw new AppError('hub.unauthorised')
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
