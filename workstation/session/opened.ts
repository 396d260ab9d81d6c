import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/error.ts'
import type { House, HouseParts } from '../house.ts'
import { publicKeyOf } from '../audit/signature.ts'
import { createPeople } from '../people/people.store.ts'
import type { Ports } from '../ports.ts'
import { createMeta } from '../store/meta.store.ts'
import { openStore } from '../store/store.ts'
import { createScratch } from '../vault/scratch.ts'
import { openVault } from '../vault/vault.ts'
import { databaseKeyOf, listsKeyOf, vaultKeyOf } from './data-key.ts'
import type { DeviceTokens } from './device-tokens.ts'
import type { Profile } from './profile.ts'
import type { PersonKeys, SealedSlot } from './slots.ts'

/** A person's open session: the house, the keys in memory, and the page's token. */
export interface Opened {
  readonly slotId: string
  readonly keys: PersonKeys
  readonly house: House
  readonly tokens: PageToken
  /** The hub gave a new one. */
  takeHubToken(token: string): void
}

export interface OpeningParts {
  ports: Ports
  profile: Profile
  tokens: DeviceTokens
  openHouse(parts: HouseParts): House
  onPersonTold: HouseParts['onPersonTold']
  /** The database knows them as removed by the hub. Must not throw. */
  onRemoved(personId: string): void
}

/**
 * Opens database and vault under the person's keys and builds the house. Takes the keys over: they are zeroed when this
 * fails. @throws AppError `session.person_removed`, `profile.damaged`, `disk.*`
 */
export async function openFor(parts: OpeningParts, slot: SealedSlot, keys: PersonKeys): Promise<Opened> {
  const { ports, profile, tokens, openHouse, onPersonTold } = parts
  const databaseKey = databaseKeyOf(keys.dataKey)
  const vaultKey = vaultKeyOf(keys.dataKey)
  const listsKey = listsKeyOf(keys.dataKey)
  try {
    let hubToken = await tokens.of(slot.person.id)
    const store = openStore({ file: profile.database, key: databaseKey, migrations: ports.paths.migrations })
    const opened: { close(): void }[] = [store]
    try {
      const meta = createMeta(store)
      const people = createPeople({ store })
      const removed = people.removed()
      for (const personId of removed) parts.onRemoved(personId)
      if (removed.includes(slot.person.id)) throw new AppError('session.person_removed')
      const deviceId = meta.get('device_id') ?? damaged('device_id')
      // The database may be from before there were signatures.
      people.addKey(slot.person.id, { deviceId, publicKey: publicKeyOf(keys.signingKey) })
      const vault = openVault({ dir: profile.vault, key: vaultKey })
      opened.push(vault)
      const house = openHouse({
        ports,
        store,
        meta,
        vault,
        scratch: createScratch({ dir: profile.scratch }),
        lists: { dir: profile.lists, key: listsKey },
        // The role that counts is the one in the encrypted database, not the one in slots.json.
        person: people.find(slot.person.id) ?? damaged('person'),
        deviceId,
        hubUrl: meta.get('hub_url') ?? damaged('hub_url'),
        hubToken: () => hubToken ?? refuse(),
        onPersonTold,
        keys: { signing: keys.signingKey, ledger: keys.ledgerKey },
      })
      return { slotId: slot.id, keys, house, tokens: createPageToken(), takeHubToken: (token) => void (hubToken = token) }
    } catch (error) {
      for (const it of opened) it.close()
      throw error
    }
  } catch (error) {
    forget(keys)
    listsKey.fill(0)
    throw error
  } finally {
    databaseKey.fill(0)
    vaultKey.fill(0)
  }
}

export function forget(keys: PersonKeys): void {
  for (const key of Object.values(keys) as Buffer[]) key.fill(0)
}

/** The one live token of the page; a new one ends the one before. */
export interface PageToken {
  renew(): string
  is(token: string | null): boolean
}

function createPageToken(): PageToken {
  let hash: Buffer | null = null
  return {
    renew() {
      const token = randomBytes(32).toString('base64url')
      hash = sha256(token)
      return token
    },
    is: (token) => hash !== null && token !== null && timingSafeEqual(hash, sha256(token)),
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

function damaged(part: string): never {
  throw new AppError('profile.damaged', { part })
}

function refuse(): never {
  throw new AppError('hub.unauthorised')
}
