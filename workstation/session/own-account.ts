import { randomBytes } from 'node:crypto'
import type { AskRecoveryCode, ChangePassphrase, RenewHub } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { publicKeyOf } from '../audit/signature.ts'
import { createPeople } from '../people/people.store.ts'
import type { Ports } from '../ports.ts'
import type { DeviceTokens } from './device-tokens.ts'
import { enrolAtHub, signInAtHub } from './hub-sign-in.ts'
import type { KnownSlots } from './known-slots.ts'
import { forget, type Opened } from './opened.ts'
import { refuseWeak } from './passphrase.ts'
import { recorded } from './record.ts'
import { writeRecoveryCode } from './recovery-code.ts'
import { deviceName } from './set-up.ts'
import { makeRecovery, resealSlot, type PersonKeys, type SealedSlot, type SlotMaker } from './slots.ts'

/** What a signed-in person changes of who opens this workstation, and how. */
export interface OwnAccount {
  /** @throws AppError `session.weak_passphrase`, `session.wrong_passphrase`, `session.too_many_attempts`, `session.locked` */
  changePassphrase(by: Opened, asked: ChangePassphrase): Promise<void>
  /** The code before opens nothing any more. @throws AppError `session.wrong_passphrase`, `session.too_many_attempts` */
  newRecoveryCode(by: Opened, asked: AskRecoveryCode): Promise<string>
  /** @throws AppError `profile.own_slot`, `session.forbidden`, `request.invalid` */
  removePerson(by: Opened, slotId: string): Promise<void>
  /** @throws AppError `session.locked`, `hub.*`, `enrolment.*` */
  renewHub(by: Opened, asked: RenewHub): Promise<void>
  /** After a sign-in: the slot says again who the person is, where the hub changed that. */
  refreshSlot(by: Opened, slot: SealedSlot, passphrase: string): Promise<void>
}

export interface OwnAccountParts {
  ports: Pick<Ports, 'fetch' | 'ids'>
  tokens: DeviceTokens
  maker: SlotMaker
  known: KnownSlots
  keysByPassphrase(slot: SealedSlot, passphrase: string): Promise<PersonKeys>
  /** Whether that session still stands. */
  stands(by: Opened): boolean
}

export function createOwnAccount({ ports, tokens, maker, known, keysByPassphrase, stands }: OwnAccountParts): OwnAccount {
  return {
    async changePassphrase(by, { current, passphrase }) {
      refuseWeak(passphrase)
      const slot = known.find(by.slotId)
      const keys = await keysByPassphrase(slot, current)
      try {
        const renewed = await resealSlot(maker, slot, passphrase, keys)
        if (!stands(by)) throw new AppError('session.locked')
        recorded(by.house, 'account.passphrase_changed', { by: 'passphrase' }, () => known.replace(renewed))
      } finally {
        forget(keys)
      }
    },
    async newRecoveryCode(by, { passphrase }) {
      const keys = await keysByPassphrase(known.find(by.slotId), passphrase)
      const secret = randomBytes(20)
      try {
        if (!stands(by)) throw new AppError('session.locked')
        const recovery = makeRecovery(ports.ids.next(), secret, keys.dataKey)
        recorded(by.house, 'account.recovery_code_renewed', {}, () => known.save({ ...known.file(), recovery }))
        return writeRecoveryCode(secret)
      } finally {
        forget(keys)
        secret.fill(0)
      }
    },
    async removePerson(by, slotId) {
      const { id, person, removed } = known.find(slotId)
      if (id === by.slotId) throw new AppError('profile.own_slot')
      if (!removed && by.house.person.role !== 'administrator') throw new AppError('session.forbidden')
      // The sealed keys go first: with them goes what opens the profile.
      recorded(by.house, 'account.slot_removed', { personId: person.id }, () => known.drop(id))
      createPeople({ store: by.house.store }).leave(person.id)
      await tokens.remove(person.id)
    },
    async renewHub(by, { password, code }) {
      const { person, deviceId, hubUrl } = by.house
      const door = { fetch: ports.fetch, hubUrl }
      const asked = { login: person.login, password, device: { id: deviceId, name: deviceName() } }
      const publicKey = publicKeyOf(by.keys.signingKey)
      const answer = code === undefined ? await signInAtHub(door, asked) : await enrolAtHub(door, { ...asked, code, publicKey })
      if (answer.person.id !== person.id) throw new AppError('hub.bad_answer')
      await tokens.save(person.id, answer.token)
      if (!stands(by)) throw new AppError('session.locked')
      by.takeHubToken(answer.token)
      by.house.sync.wake()
    },
    async refreshSlot(by, slot, passphrase) {
      const { person } = by.house
      const alike = person.login === slot.person.login && person.name === slot.person.name && person.role === slot.person.role
      // Of a session that was locked meanwhile the keys are zeroed or soon will be: they must not be sealed.
      if (alike || !stands(by)) return
      const keys = { dataKey: Buffer.from(by.keys.dataKey), ledgerKey: Buffer.from(by.keys.ledgerKey) }
      try {
        known.replace(await resealSlot(maker, { ...slot, person }, passphrase, keys))
      } finally {
        keys.dataKey.fill(0)
        keys.ledgerKey.fill(0)
      }
    },
  }
}
