import type { AddPerson } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { makeSigningPair } from '../audit/signature.ts'
import { createPeople } from '../people/people.store.ts'
import type { Ports } from '../ports.ts'
import type { DeviceTokens } from './device-tokens.ts'
import { enrolAtHub } from './hub-sign-in.ts'
import type { Opened } from './opened.ts'
import { refuseWeak } from './passphrase.ts'
import { deviceName } from './set-up.ts'
import { makeSlot, type SealedSlot, type SlotFile, type SlotMaker } from './slots.ts'

export interface AddingParts {
  ports: Ports
  tokens: DeviceTokens
  maker: SlotMaker
  /** Whose session it is done in; its data key is sealed for the new person. */
  by: Opened
  file: SlotFile
  /** Whether that session still stands: it may be locked while the hub or the key derivation takes its time. */
  stands(): boolean
}

/**
 * Enrols another person of this workstation at the hub and makes their slot, which the caller saves.
 * @throws AppError `session.weak_passphrase`, `profile.person_exists`, `session.locked`, `hub.*`
 */
export async function addPerson(parts: AddingParts, { login, password, code, passphrase }: AddPerson): Promise<SealedSlot> {
  const { ports, tokens, maker, by, file, stands } = parts
  const { deviceId, hubUrl, store } = by.house
  refuseWeak(passphrase)
  const device = { id: deviceId, name: deviceName() }
  const pair = makeSigningPair()
  const { publicKey } = pair
  const { person, token } = await enrolAtHub({ fetch: ports.fetch, hubUrl }, { login, password, code, device, publicKey })
  if (file.slots.some((slot) => slot.person.id === person.id)) throw new AppError('profile.person_exists')
  if (!stands()) throw new AppError('session.locked')

  // A lock zeroes the session's own key while this one is being sealed.
  const dataKey = Buffer.from(by.keys.dataKey)
  const slot = await makeSlot(maker, { id: ports.ids.next(), person, passphrase, pair }, dataKey)
  dataKey.fill(0)
  pair.privateKey.fill(0)
  await tokens.save(person.id, token)
  if (!stands()) throw new AppError('session.locked')
  const people = createPeople({ store })
  store.transaction(() => {
    people.save(person, true)
    people.addKey(person.id, { deviceId, publicKey })
  })
  return slot
}
