import type { AddPerson, Recover, SetUp, SignedIn, SignIn, Slot, Status } from '../../contract/api.ts'
import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { House, HouseParts } from '../house.ts'
import type { Ports } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { addPerson } from './add-person.ts'
import { createAttempts } from './attempts.ts'
import { createDeviceTokens } from './device-tokens.ts'
import { createDeriveKey, KDF_PARAMETERS, type KdfParameters } from './key-derivation.ts'
import { forget, openFor, type Opened } from './opened.ts'
import type { Profile } from './profile.ts'
import { recoverSlot } from './recover.ts'
import { setUpProfile } from './set-up.ts'
import { openSlot, type PersonKeys, type SealedSlot, type SlotFile } from './slots.ts'
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

  function slotFile(): SlotFile {
    if (known === null) throw new AppError('profile.not_set_up')
    return known.slots
  }

  function slotOf(who: string): SealedSlot {
    const slot = slotFile().slots.find((it) => it.id === who || it.person.login === who)
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

  /** Opens for a person whose keys are there, after locking what another had open. */
  async function open(slot: SealedSlot, keys: PersonKeys): Promise<Opened> {
    if (opened?.slotId === slot.id) {
      forget(keys)
      opened.house.forgetPage()
      return opened
    }
    await lock('asked')
    const locksBefore = locks
    const fresh = await openFor({ ports, profile, tokens, openHouse }, slot, keys)
    if (locks !== locksBefore) {
      await fresh.house.close()
      forget(keys)
      throw new AppError('session.locked')
    }
    opened = fresh
    record(fresh.house, () => fresh.house.audit.append('session.opened', {}))
    fresh.house.begin()
    return fresh
  }

  /** A lock that comes while the passphrase is checked wins over it. */
  async function enter(slot: SealedSlot, passphrase: string): Promise<Opened> {
    const locksBefore = locks
    const keys = await keysByPassphrase(slot, passphrase)
    if (locks !== locksBefore) {
      forget(keys)
      throw new AppError('session.locked')
    }
    const entered = await open(slot, keys)
    activeAt = ports.clock.monotonic()
    return entered
  }

  async function enterByPage(slot: SealedSlot, passphrase: string): Promise<SignedIn> {
    const { house, tokens: page } = await enter(slot, passphrase)
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
        return { ...(await enterByPage(slotOf(slotId), asked.passphrase)), recoveryCode }
      }),
    signIn: ({ slotId, passphrase }) => inTurn(async () => enterByPage(slotOf(slotId), passphrase)),
    recover: (asked) =>
      inTurn(async () => {
        saveSlots(await recoverSlot(maker, attempts, slotFile(), asked))
        return enterByPage(slotOf(asked.slotId), asked.passphrase)
      }),
    addPerson: (asked) =>
      inTurn(async () => {
        const by = current()
        const slot = await addPerson({ ports, tokens, maker, by, file: slotFile(), stands: () => opened === by }, asked)
        saveSlots({ ...slotFile(), slots: [...slotFile().slots, slot] })
        return { id: slot.id, person: slot.person }
      }),
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
        const { house } = await enter(slotOf(who), passphrase)
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
}

/** A lock or a sign-in does not wait for its line in the log: a full disk must not keep a screen open. */
function record(house: House, append: () => unknown): void {
  try {
    house.store.transaction(append)
  } catch (error) {
    reportBug('session record', error)
  }
}
