import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { SetUp } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { makeSigningPair } from '../audit/signature.ts'
import { createPeople } from '../people/people.store.ts'
import type { Ports } from '../ports.ts'
import { createMeta } from '../store/meta.store.ts'
import { openStore } from '../store/store.ts'
import { databaseKeyOf, makeDataKey } from './data-key.ts'
import type { DeviceTokens } from './device-tokens.ts'
import { enrolAtHub } from './hub-sign-in.ts'
import { refuseWeak } from './passphrase.ts'
import type { Profile } from './profile.ts'
import { writeRecoveryCode } from './recovery-code.ts'
import { makeRecovery, makeSlot, type SlotMaker } from './slots.ts'

export interface SetUpParts {
  ports: Ports
  profile: Profile
  tokens: DeviceTokens
  maker: SlotMaker
}

/**
 * Makes a profile for its first person: enrols the device at the hub, makes the data key, the database and the slots. The profile is there
 * once its last file is written; what a stop before leaves is removed by the next set-up.
 * @returns the first slot's id, and the recovery code, which is kept nowhere
 */
export async function setUpProfile({ ports, profile, tokens, maker }: SetUpParts, asked: SetUp): Promise<{ slotId: string; recoveryCode: string }> {
  if (profile.read() !== null) throw new AppError('profile.already_set_up')
  refuseWeak(asked.passphrase)
  await tokens.ready()
  const device = { id: ports.ids.next(), name: deviceName() }
  const pair = makeSigningPair()
  const { hubUrl, login, password, code } = asked
  const { person, token } = await enrolAtHub({ fetch: ports.fetch, hubUrl }, { login, password, code, device, publicKey: pair.publicKey })

  profile.clearUnfinished()
  const ids = { slot: ports.ids.next(), recovery: ports.ids.next(), profile: ports.ids.next() }
  const dataKey = makeDataKey()
  const secret = randomBytes(20)
  try {
    const slot = await makeSlot(maker, { id: ids.slot, person, passphrase: asked.passphrase, pair }, dataKey)
    fillDatabase(ports, profile, dataKey, (meta, people) => {
      meta.set('device_id', device.id)
      meta.set('hub_url', asked.hubUrl)
      meta.set('profile_id', ids.profile)
      people.save(person, true)
      people.addKey(person.id, { deviceId: device.id, publicKey: pair.publicKey })
    })
    await tokens.save(person.id, token)
    const recovery = makeRecovery(ids.recovery, secret, dataKey)
    const file = { id: ids.profile, demonstration: ports.demonstration !== null, hubUrl: asked.hubUrl }
    profile.create(file, { format: 1, slots: [slot], recovery })
    return { slotId: ids.slot, recoveryCode: writeRecoveryCode(secret) }
  } finally {
    pair.privateKey.fill(0)
    dataKey.fill(0)
    secret.fill(0)
  }
}

type Fill = (meta: ReturnType<typeof createMeta>, people: ReturnType<typeof createPeople>) => void

function fillDatabase(ports: Ports, profile: Profile, dataKey: Uint8Array, fill: Fill): void {
  const key = databaseKeyOf(dataKey)
  const store = openStore({ file: profile.database, key, migrations: ports.paths.migrations })
  try {
    store.transaction(() => fill(createMeta(store), createPeople({ store })))
  } finally {
    store.close()
    key.fill(0)
  }
}

/** How the hub's people see the device; the protocol allows 120 characters. */
export function deviceName(): string {
  return hostname().slice(0, 120)
}
