import type { AddPerson, Recover, SetUp, SignedIn, SignIn, Slot, Status } from '../../contract/api.ts'
import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { House, HouseParts } from '../house.ts'
import { createPeople } from '../people/people.store.ts'
import type { Ports } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { createAttempts } from './attempts.ts'
import { createDeviceTokens } from './device-tokens.ts'
import { signInAtHub } from './hub-sign-in.ts'
import { createDeriveKey, KDF_PARAMETERS, type KdfParameters } from './key-derivation.ts'
import { forget, openFor, type Opened } from './opened.ts'
import { refuseWeak } from './passphrase.ts'
import type { Profile } from './profile.ts'
import { readRecoveryCode } from './recovery-code.ts'
import { deviceName, setUpProfile } from './set-up.ts'
import { makeSlot, openRecovery, openSlot, resealSlot, type PersonKeys, type SealedSlot, type SlotFile } from './slots.ts'
import { createTurns } from './turns.ts'

export type WhyLocked = 'asked' | 'idle' | 'system'
export type ProfileFacts = Pick<Status, 'state' | 'demonstration' | 'hubUrl' | 'slots'>

/** empty (nothing set up) → open ⇄ locked. Only while open are there keys, a database and a house. */
export interface Session {
  facts(): ProfileFacts
  setUp(asked: SetUp): Promise<SignedIn & { recoveryCode: string }>
  signIn(asked: SignIn): Promise<SignedIn>
  /** Opens by the recovery code and gives the slot a new passphrase. */
  recover(asked: Recover): Promise<SignedIn>
  addPerson(asked: AddPerson): Promise<z.infer<typeof Slot>>
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
  const inTurn = createTurns()
  let known = profile.read()
  let opened: Opened | null = null
  let shutting: Promise<void> = Promise.resolve()
  let locks = 0
  let activeAt: number | null = null // null: no idle lock

  function slotOf(who: string): SealedSlot {
    if (known === null) throw new AppError('profile.not_set_up')
    const slot = known.slots.slots.find((it) => it.id === who || it.person.login === who)
    if (slot === undefined) throw new AppError('request.invalid', { path: 'slotId' })
    return slot
  }

  function saveSlots(slots: SlotFile): void {
    profile.saveSlots(slots)
    known = profile.read()
  }

  function current(): Opened {
    if (opened !== null) return opened
    throw new AppError(known === null ? 'profile.not_set_up' : 'session.locked')
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

  /** @param locksBefore what `locks` was when the person asked: a lock that came meanwhile wins */
  async function open(slot: SealedSlot, keys: PersonKeys, locksBefore: number): Promise<Opened> {
    if (locks !== locksBefore) {
      forget(keys)
      throw new AppError('session.locked')
    }
    if (opened?.slotId === slot.id) {
      forget(keys)
      opened.house.forgetPage()
    } else {
      await lock('asked')
      opened = await openFor({ ports, profile, tokens, openHouse }, slot, keys)
      record(opened.house, () => opened?.house.audit.append('session.opened', {}))
      opened.house.begin()
    }
    activeAt = ports.clock.monotonic()
    return opened
  }

  async function enter(slot: SealedSlot, keysOf: () => Promise<PersonKeys>): Promise<SignedIn> {
    const locksBefore = locks
    const { house, tokens: page } = await open(slot, await keysOf(), locksBefore)
    return { token: page.renew(), person: house.person }
  }

  function lock(why: WhyLocked, closed: 'locked' | 'signed_out' = 'locked'): Promise<void> {
    locks += 1
    const ending = opened
    opened = null
    if (ending !== null) shutting = shut(ending, why, closed)
    return shutting
  }

  /** Never fails: whatever breaks on the way, the keys go. */
  async function shut({ house, keys }: Opened, why: WhyLocked, closed: 'locked' | 'signed_out'): Promise<void> {
    house.signals.send({ type: 'locked', why })
    record(house, () => house.audit.append('session.closed', { why: closed }))
    await house.close()
    forget(keys)
  }

  function lockWhenIdle(): void {
    if (opened === null || activeAt === null) return
    const limit = opened.house.settings.get().idleLockMinutes * 60_000
    if (ports.clock.monotonic() - activeAt >= limit) void lock('idle')
  }

  const idleWatch = setInterval(lockWhenIdle, 1000).unref()
  const stopListening = ports.onSystemLock(() => void lock('system'))

  return {
    facts: () => ({
      state: opened !== null ? 'open' : known === null ? 'empty' : 'locked',
      demonstration: known?.file.demonstration ?? ports.demonstration !== null,
      hubUrl: known?.file.hubUrl ?? null,
      slots: known?.slots.slots.map(({ id, person }) => ({ id, person })) ?? [],
    }),
    setUp: (asked) =>
      inTurn(async () => {
        const { slotId, recoveryCode } = await setUpProfile({ ports, profile, tokens, maker }, asked)
        known = profile.read()
        const slot = slotOf(slotId)
        return { ...(await enter(slot, () => keysByPassphrase(slot, asked.passphrase))), recoveryCode }
      }),
    signIn: ({ slotId, passphrase }) =>
      inTurn(async () => {
        const slot = slotOf(slotId)
        return enter(slot, () => keysByPassphrase(slot, passphrase))
      }),
    recover: (asked) => inTurn(() => enter(slotOf(asked.slotId), () => renewPassphrase(asked))),
    addPerson: (asked) => inTurn(() => addPerson(asked)),
    lock,
    signOut: () => lock('asked', 'signed_out'),
    house: () => current().house,
    isIn: (house) => opened?.house === house,
    admit(token, active) {
      lockWhenIdle()
      const { house, tokens: page } = current()
      if (!page.is(token)) throw new AppError('session.required')
      if (active && activeAt !== null) activeAt = ports.clock.monotonic()
      return house
    },
    unlock: (who, passphrase) =>
      inTurn(async () => {
        const slot = slotOf(who)
        const locksBefore = locks
        const { house } = await open(slot, await keysByPassphrase(slot, passphrase), locksBefore)
        activeAt = null
        return house
      }),
    async close() {
      clearInterval(idleWatch)
      stopListening()
      await lock('asked')
      profile.release()
    },
  }

  async function renewPassphrase(asked: Recover): Promise<PersonKeys> {
    refuseWeak(asked.passphrase)
    attempts.check('recovery')
    const file = known?.slots
    const dataKey = file === undefined ? null : openRecovery(file.recovery, readRecoveryCode(asked.recoveryCode))
    if (file === undefined || dataKey === null) {
      attempts.failed('recovery')
      throw new AppError('session.wrong_recovery_code')
    }
    attempts.succeeded('recovery')
    const slot = await resealSlot(maker, slotOf(asked.slotId), asked.passphrase, dataKey)
    dataKey.fill(0)
    saveSlots({ ...file, slots: file.slots.map((it) => (it.id === slot.id ? slot : it)) })
    attempts.succeeded(slot.id)
    return keysByPassphrase(slot, asked.passphrase)
  }

  async function addPerson({ login, password, passphrase }: AddPerson): Promise<z.infer<typeof Slot>> {
    refuseWeak(passphrase)
    const by = current()
    const { deviceId, hubUrl } = by.house
    const { person, token } = await signInAtHub({ fetch: ports.fetch, hubUrl }, { login, password, device: { id: deviceId, name: deviceName() } })
    if (known?.slots.slots.some((it) => it.person.id === person.id) ?? true) throw new AppError('profile.person_exists')
    if (opened !== by) throw new AppError('session.locked')
    const dataKey = Buffer.from(by.keys.dataKey)
    const slot = await makeSlot(maker, { id: ports.ids.next(), person, passphrase }, dataKey)
    dataKey.fill(0)
    // A lock while the key was derived wins.
    if (opened !== by || known === null) throw new AppError('session.locked')
    createPeople({ store: by.house.store }).save(person, true)
    await tokens.save(person.id, token)
    saveSlots({ ...known.slots, slots: [...known.slots.slots, slot] })
    return { id: slot.id, person }
  }
}

/** A lock or a sign-in does not wait for its line in the log: a full disk must not keep a screen open. */
function record(house: House, append: () => unknown): void {
  try {
    house.store.transaction(append)
  } catch (error) {
    if (!(error instanceof AppError)) reportBug('session record', error)
  }
}
