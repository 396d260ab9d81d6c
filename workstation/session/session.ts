import type { AddPerson, AskRecoveryCode, ChangePassphrase, Recover, RenewHub, SetUp, SignedIn, SignIn, Slot, Status } from '../../contract/api.ts'
import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { PayloadOf } from '../../contract/event.ts'
import type { ChainHead, Person } from '../../contract/hub.ts'
import type { House, HouseParts } from '../house.ts'
import type { Ports } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { addPerson } from './add-person.ts'
import { createAttempts } from './attempts.ts'
import { createDeviceTokens } from './device-tokens.ts'
import { createIdleWatch } from './idle-watch.ts'
import { createDeriveKey, KDF_PARAMETERS, type KdfParameters } from './key-derivation.ts'
import { createKnownSlots } from './known-slots.ts'
import { forget, openFor, type Opened } from './opened.ts'
import type { Profile } from './profile.ts'
import { createOwnAccount } from './own-account.ts'
import { readLog, type LogVerdict } from './read-log.ts'
import { recoverSlot } from './recover.ts'
import { setUpProfile } from './set-up.ts'
import { openSlot, type PersonKeys, type SealedSlot } from './slots.ts'
import { createTurns } from './turns.ts'

export type WhyLocked = 'asked' | 'idle' | 'system' | 'account'
type WhyClosed = PayloadOf<'session.closed'>['why']
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
  const attempts = createAttempts(ports.clock)
  const known = createKnownSlots(profile)
  const turns = createTurns()
  const account = createOwnAccount({ ports, tokens, maker, known, keysByPassphrase, stands: (by) => opened === by })
  let opened: Opened | null = null
  let shutting: Promise<void> = Promise.resolve()
  let locks = 0
  let closed = false

  const idle = createIdleWatch(ports.clock, idleLimitMs, () => void lock('idle'))
  const stopListening = ports.onSystemLock(() => void lock('system'))

  function idleLimitMs(): number | null {
    return opened === null ? null : opened.house.settings.get().idleLockMinutes * 60_000
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    return turns(() => {
      if (closed) throw new AppError('session.locked')
      return work()
    })
  }

  function current(): Opened {
    if (opened !== null) return opened
    throw new AppError(known.profile() === null ? 'profile.not_set_up' : 'session.locked')
  }

  async function keysByPassphrase(slot: SealedSlot, passphrase: string): Promise<PersonKeys> {
    attempts.check(slot.id)
    const keys = await openSlot(maker.derive, slot, passphrase)
    if (keys === null) {
      attempts.failed(slot.id)
      throw new AppError('session.wrong_passphrase')
    }
    attempts.succeeded(slot.id)
    return keys
  }

  /** Opens for a person whose keys are there, after locking what another had open. */
  async function open(slot: SealedSlot, keys: PersonKeys): Promise<Opened> {
    if (opened?.slotId === slot.id) {
      forget(keys)
      opened.house.forgetPage()
      return opened
    }
    await lock('asked')
    const locksBefore = locks
    const fresh = await openFor({ ports, profile, tokens, openHouse, onPersonTold, onRemoved }, slot, keys)
    if (locks !== locksBefore) {
      await fresh.house.close()
      forget(keys)
      throw new AppError('session.locked')
    }
    opened = fresh
    record(fresh.house, () => fresh.house.audit.append('session.opened', {}))
    try {
      fresh.house.begin()
    } catch (error) {
      // Who is told that it failed must not leave a house open behind them, without a page and without an idle lock.
      await lock('asked')
      throw error
    }
    return fresh
  }

  /** A lock that comes while the passphrase is checked wins over it. */
  async function enter(slot: SealedSlot, passphrase: string): Promise<Opened> {
    if (slot.removed) throw new AppError('session.person_removed')
    const locksBefore = locks
    const keys = await keysByPassphrase(slot, passphrase)
    if (locks !== locksBefore) {
      forget(keys)
      throw new AppError('session.locked')
    }
    const by = await open(slot, keys)
    // What the hub changed of a person can wait for the next sign-in; a full disk must not keep them out.
    await account.refreshSlot(by, slot, passphrase).catch((error: unknown) => reportBug('session', error))
    return by
  }

  /** A slot that could not be marked now is marked at the next opening: the database knows. */
  function onRemoved(personId: string): void {
    try {
      known.markRemoved(personId)
    } catch (error) {
      reportBug('session', error)
    }
  }

  /** Who was removed is out at once; in another role the person signs in anew, and every part of the house is built for it. */
  function onPersonTold({ id, role }: Person, removed: boolean): void {
    if (removed) onRemoved(id)
    const person = opened?.house.person
    if (person?.id === id && (removed || person.role !== role)) void lock('account')
  }

  async function enterByPage(slot: SealedSlot, passphrase: string): Promise<SignedIn> {
    const { house, tokens: page } = await enter(slot, passphrase)
    idle.touch()
    return { token: page.renew(), person: house.person }
  }

  function lock(why: WhyLocked, whyClosed: WhyClosed = 'locked'): Promise<void> {
    locks += 1
    const ending = opened
    opened = null
    if (ending !== null) shutting = shut(ending, why, whyClosed)
    return shutting
  }

  return {
    facts: () => ({
      state: opened !== null ? 'open' : known.profile() === null ? 'empty' : 'locked',
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
        return enterByPage(known.find(asked.slotId), asked.passphrase)
      }),
    addPerson: (asked) =>
      inTurn(async () => {
        const by = current()
        const slot = await addPerson({ ports, tokens, maker, by, file: known.file(), stands: () => opened === by }, asked)
        known.save({ ...known.file(), slots: [...known.file().slots, slot] })
        return { id: slot.id, person: slot.person, removed: false }
      }),
    changePassphrase: (asked) => inTurn(() => account.changePassphrase(current(), asked)),
    newRecoveryCode: (asked) => inTurn(() => account.newRecoveryCode(current(), asked)),
    removePerson: (slotId) => inTurn(() => account.removePerson(current(), slotId)),
    renewHub: (asked) => inTurn(() => account.renewHub(current(), asked)),
    lock,
    signOut: () => lock('asked', 'signed_out'),
    house: () => current().house,
    isIn: (house) => opened?.house === house,
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
      await Promise.all([lock('asked'), turns(async () => undefined)])
      await lock('asked')
      profile.release()
    },
  }
}

/** A set-up that a lock cuts off at its end still tells the recovery code, which is kept nowhere; its token opens nothing. */
function lockedOut(error: unknown, { person }: SealedSlot): SignedIn {
  if (error instanceof AppError && error.code === 'session.locked') return { token: '', person }
  throw error
}

/** Never fails: whatever breaks on the way, the keys go. */
async function shut({ house, keys }: Opened, why: WhyLocked, whyClosed: WhyClosed): Promise<void> {
  house.signals.send({ type: 'locked', why })
  record(house, () => house.audit.append('session.closed', { why: whyClosed }))
  await house.close()
  forget(keys)
}

/** A lock or a sign-in does not wait for its line in the log: a full disk must not keep a screen open. */
function record(house: House, append: () => unknown): void {
  try {
    house.store.transaction(append)
  } catch (error) {
    reportBug('session record', error)
  }
}
