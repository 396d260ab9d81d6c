import type { AddPerson, AskRecoveryCode, ChangePassphrase, Recover, RenewHub, SetUp, SignedIn, SignIn, Slot, Status } from '../../contract/api.ts'
import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { WhyLocked } from '../../contract/signals.ts'
import type { House, HouseParts } from '../house.ts'
import type { Ports } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { addPerson } from './add-person.ts'
import { createAttempts } from './attempts.ts'
import { createDeviceTokens } from './device-tokens.ts'
import { createIdleWatch } from './idle-watch.ts'
import { createDeriveKey, KDF_PARAMETERS, type KdfParameters } from './key-derivation.ts'
import { createKnownSlots } from './known-slots.ts'
import { forget, type Opened } from './opened.ts'
import type { Profile } from './profile.ts'
import { createOwnAccount } from './own-account.ts'
import { readLog, type LogVerdict } from './read-log.ts'
import { recorded, recordOrReport } from './record.ts'
import { recoverSlot } from './recover.ts'
import { createSeat } from './seat.ts'
import { setUpProfile } from './set-up.ts'
import { openSlot, type PersonKeys, type SealedSlot } from './slots.ts'
import { createTurns } from './turns.ts'

export type ProfileFacts = Pick<Status, 'state' | 'demonstration' | 'hubUrl' | 'slots'>

/** empty (nothing set up) → open ⇄ locked. Only while open are there keys, a database and a house. */
export interface Session {
  facts(): ProfileFacts
  setUp(asked: SetUp): Promise<SignedIn & { recoveryCode: string }>
  signIn(asked: SignIn): Promise<SignedIn>
  /** Opens by the recovery code and gives the slot a new passphrase. */
  recover(asked: Recover): Promise<SignedIn>
  addPerson(asked: AddPerson): Promise<z.infer<typeof Slot>>
  changePassphrase(asked: ChangePassphrase): Promise<void>
  /** Tells the new recovery code, this once. */
  newRecoveryCode(asked: AskRecoveryCode): Promise<string>
  removePerson(slotId: string): Promise<void>
  /** A new token of the hub for the signed-in person. */
  renewHub(asked: RenewHub): Promise<void>
  /** Hides at once, then takes the house down; resolves when the database is shut and the keys are gone. */
  lock(why: WhyLocked): Promise<void>
  signOut(): Promise<void>
  /** @throws AppError `session.locked`, `profile.not_set_up` */
  house(): House
  /** Whether that very house is the open one. */
  isIn(house: House): boolean
  /** The house, to the page that holds the token. `active`: a person did this, the idle time begins anew. @throws also `session.required` */
  admit(token: string | null, active: boolean): House
  /** For the command line: no page, and no idle lock. @param who a slot's id or a login */
  unlock(who: string, passphrase: string): Promise<House>
  /**
   * Reads the log of a profile that stays locked; nothing is written to it. @param who as in `unlock`
   * @param known the end that the hub holds; without one, the end that it acknowledged last
   */
  verifyLog(who: string, passphrase: string, known: ChainHead | null): Promise<LogVerdict>
  close(): Promise<void>
}

export interface SessionParts {
  ports: Ports
  profile: Profile
  openHouse(parts: HouseParts): House
  parameters?: KdfParameters
}

export function createSession({ ports, profile, openHouse, parameters = KDF_PARAMETERS }: SessionParts): Session {
  const maker = { derive: createDeriveKey(ports.paths.workers), parameters }
  const tokens = createDeviceTokens(ports.deviceSecret)
  const attempts = createAttempts(ports.clock, profile)
  const known = createKnownSlots(profile)
  const turns = createTurns()
  const seat = createSeat({ ports, profile, tokens, openHouse, known })
  const account = createOwnAccount({ ports, tokens, maker, known, keysByPassphrase, stands: (by) => seat.taken() === by })
  let closed = false

  const idle = createIdleWatch(ports.clock, idleLimitMs, () => void seat.lock('idle'))
  const stopListening = ports.onSystemLock(() => void seat.lock('system'))
  const stopHearing = ports.onFault(lockOnFault)

  /** Memory may be wrong after it, the database is not: whoever sat there opens it anew. */
  function lockOnFault(error: unknown): void {
    reportBug('process', error)
    void seat.lock('fault')
  }

  function idleLimitMs(): number | null {
    const minutes = seat.taken()?.house.settings.get().idleLockMinutes
    return minutes === undefined ? null : minutes * 60_000
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    return turns(() => {
      if (closed) throw new AppError('session.locked')
      return work()
    })
  }

  function current(): Opened {
    const opened = seat.taken()
    if (opened !== null) return opened
    throw new AppError(known.profile() === null ? 'profile.not_set_up' : 'session.locked')
  }

  async function keysByPassphrase(slot: SealedSlot, passphrase: string): Promise<PersonKeys> {
    const keys = await attempts.attempt(slot.id, () => openSlot(maker.derive, slot, passphrase))
    if (keys === null) throw new AppError('session.wrong_passphrase')
    return keys
  }

  async function enter(slot: SealedSlot, passphrase: string): Promise<Opened> {
    if (slot.removed) throw new AppError('session.person_removed')
    const by = await seat.take(slot, await seat.unlessLocked(keysByPassphrase(slot, passphrase)))
    // What the hub changed of a person can wait for the next sign-in; a full disk must not keep them out.
    await account.refreshSlot(by, slot, passphrase).catch((error: unknown) => reportBug('session', error))
    return by
  }

  async function enterByPage(slot: SealedSlot, passphrase: string): Promise<SignedIn> {
    const { house, tokens: page } = await enter(slot, passphrase)
    idle.touch()
    return { token: page.renew(), person: house.person }
  }

  return {
    facts: () => ({
      state: seat.taken() !== null ? 'open' : known.profile() === null ? 'empty' : 'locked',
      demonstration: known.profile()?.demonstration ?? ports.demonstration !== null,
      hubUrl: known.profile()?.hubUrl ?? null,
      slots: known.all().map(({ id, person, removed }) => ({ id, person, removed })),
    }),
    setUp: (asked) =>
      inTurn(async () => {
        const { slotId, recoveryCode } = await setUpProfile({ ports, profile, tokens, maker }, asked)
        known.readAgain()
        const slot = known.find(slotId)
        return { ...(await enterByPage(slot, asked.passphrase).catch((error) => lockedOut(error, slot))), recoveryCode }
      }),
    signIn: ({ slotId, passphrase }) => inTurn(async () => enterByPage(known.find(slotId), passphrase)),
    recover: (asked) =>
      inTurn(async () => {
        known.save(await recoverSlot(maker, attempts, known.file(), asked))
        const entered = await enterByPage(known.find(asked.slotId), asked.passphrase)
        recordOrReport(current().house, 'account.passphrase_changed', { by: 'recovery_code' })
        return entered
      }),
    addPerson: (asked) =>
      inTurn(async () => {
        const by = current()
        const slot = await addPerson({ ports, tokens, maker, by, file: known.file(), stands: () => seat.taken() === by }, asked)
        recorded(by.house, 'account.slot_added', { personId: slot.person.id }, () => known.save({ ...known.file(), slots: [...known.file().slots, slot] }))
        return { id: slot.id, person: slot.person, removed: false }
      }),
    changePassphrase: (asked) => inTurn(() => account.changePassphrase(current(), asked)),
    newRecoveryCode: (asked) => inTurn(() => account.newRecoveryCode(current(), asked)),
    removePerson: (slotId) => inTurn(() => account.removePerson(current(), slotId)),
    renewHub: (asked) => inTurn(() => account.renewHub(current(), asked)),
    lock: seat.lock,
    signOut: () => seat.lock('asked', 'signed_out'),
    house: () => current().house,
    isIn: (house) => seat.taken()?.house === house,
    admit(token, active) {
      idle.look()
      const { house, tokens: page } = current()
      if (!page.is(token)) throw new AppError('session.required')
      if (active) idle.touch()
      return house
    },
    unlock: (who, passphrase) =>
      inTurn(async () => {
        const { house } = await enter(known.find(who), passphrase)
        idle.rest()
        return house
      }),
    verifyLog: (who, passphrase, head) =>
      inTurn(async () => {
        const keys = await keysByPassphrase(known.find(who), passphrase)
        return readLog({ profile, migrations: ports.paths.migrations }, keys, head).finally(() => forget(keys))
      }),
    async close() {
      closed = true
      idle.stop()
      stopListening()
      // A sign-in that was under way ends as locked; only then may another process have the profile.
      await Promise.all([seat.lock('asked'), turns(async () => undefined)])
      await seat.lock('asked')
      profile.release()
      stopHearing()
    },
  }
}

/** A set-up that a lock cuts off at its end still tells the recovery code, which is kept nowhere; its token opens nothing. */
function lockedOut(error: unknown, { person }: SealedSlot): SignedIn {
  if (error instanceof AppError && error.code === 'session.locked') return { token: '', person }
  throw error
}
