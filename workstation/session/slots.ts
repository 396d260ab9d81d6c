import { hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Person } from '../../contract/hub.ts'
import { Id } from '../../contract/words.ts'
import type { SigningPair } from '../audit/signature.ts'
import type { DeriveKey, KdfParameters } from './key-derivation.ts'
import { openBox, sealBox } from './sealed-box.ts'

/**
 * `slots.json`: what opens the profile. Each person's slot holds the data key and the key of their ledger, sealed by a key
 * that Argon2id derives from their passphrase; the recovery slot holds the data key alone. A person's signing key is sealed under the data
 * key, so that it outlives a forgotten passphrase; the ledger's is not, for a recovery code is not the analyst's own.
 */
export const SealedSlot = z.object({
  id: Id,
  person: Person,
  kdf: z.object({
    algorithm: z.literal('argon2id'),
    memoryKiB: z.int().min(8).max(4 * 1024 * 1024),
    iterations: z.int().min(1).max(100),
    parallelism: z.int().min(1).max(16),
    salt: z.base64(),
  }),
  /** Data key and ledger key, 32 bytes each. */
  keys: z.base64(),
  /** Ed25519, PKCS #8 DER, under the data key. */
  signingKey: z.base64(),
  /** Ed25519, SPKI DER. */
  publicKey: z.base64(),
  /** The hub removed the person: the slot opens nothing any more. The database knows it too, and better. */
  removed: z.boolean().default(false),
})
export type SealedSlot = z.infer<typeof SealedSlot>

export const SlotFile = z.object({
  format: z.literal(1),
  slots: z.array(SealedSlot).min(1),
  recovery: z.object({ id: Id, salt: z.base64(), dataKey: z.base64() }),
})
export type SlotFile = z.infer<typeof SlotFile>

/** Zero them when the session ends. */
export interface PersonKeys {
  dataKey: Buffer
  ledgerKey: Buffer
  /** Ed25519, PKCS #8 DER. */
  signingKey: Buffer
}

export interface SlotMaker {
  derive: DeriveKey
  parameters: KdfParameters
}

/** A new slot for a person, with the signing key that the hub knows of and a new ledger key. */
export async function makeSlot(
  maker: SlotMaker,
  who: { id: string; person: Person; passphrase: string; pair: SigningPair },
  dataKey: Uint8Array,
): Promise<SealedSlot> {
  const { id, person, passphrase, pair } = who
  const signingKey = sealBox(signingSealKey(dataKey), pair.privateKey, signingBinding(id, person))
  const slot = { id, person, passphrase, signingKey, publicKey: pair.publicKey }
  return sealKeys(maker, slot, { dataKey, ledgerKey: randomBytes(32) })
}

/** The same slot under a new passphrase, or for a person whose name or role is another now. Without its ledger key the ledger begins anew. */
export async function resealSlot(
  maker: SlotMaker,
  slot: SealedSlot,
  passphrase: string,
  { dataKey, ledgerKey = randomBytes(32) }: { dataKey: Uint8Array; ledgerKey?: Uint8Array },
): Promise<SealedSlot> {
  return sealKeys(maker, { ...slot, passphrase }, { dataKey, ledgerKey })
}

type Unsealed = Pick<SealedSlot, 'id' | 'person' | 'signingKey' | 'publicKey'> & { passphrase: string }

async function sealKeys({ derive, parameters }: SlotMaker, slot: Unsealed, { dataKey, ledgerKey }: { dataKey: Uint8Array; ledgerKey: Uint8Array }): Promise<SealedSlot> {
  const salt = randomBytes(16)
  const key = await derive({ passphrase: slot.passphrase, salt, parameters })
  const kdf = { algorithm: 'argon2id' as const, ...parameters, salt: salt.toString('base64') }
  const plain = Buffer.concat([dataKey, ledgerKey])
  const keys = sealBox(key, plain, keysBinding(slot.id, slot.person, kdf))
  plain.fill(0)
  key.fill(0)
  return { id: slot.id, person: slot.person, kdf, keys, signingKey: slot.signingKey, publicKey: slot.publicKey, removed: false }
}

/** @returns the person's keys, or null when the passphrase is wrong or the slot was changed */
export async function openSlot(derive: DeriveKey, slot: SealedSlot, passphrase: string): Promise<PersonKeys | null> {
  const { memoryKiB, iterations, parallelism } = slot.kdf
  const key = await derive({ passphrase, salt: Buffer.from(slot.kdf.salt, 'base64'), parameters: { memoryKiB, iterations, parallelism } })
  const keys = openBox(key, slot.keys, keysBinding(slot.id, slot.person, slot.kdf))
  key.fill(0)
  if (keys === null) return null
  const dataKey = Buffer.from(keys.subarray(0, 32))
  const ledgerKey = Buffer.from(keys.subarray(32, 64))
  keys.fill(0)
  const signingKey = openBox(signingSealKey(dataKey), slot.signingKey, signingBinding(slot.id, slot.person))
  return signingKey === null ? null : { dataKey, ledgerKey, signingKey }
}

export function makeRecovery(id: string, secret: Uint8Array, dataKey: Uint8Array): SlotFile['recovery'] {
  const salt = randomBytes(16)
  return { id, salt: salt.toString('base64'), dataKey: sealBox(recoveryKey(secret, salt), dataKey, `recovery ${id}`) }
}

/** @returns the data key, or null when the code is another profile's or the slot was changed */
export function openRecovery(recovery: SlotFile['recovery'], secret: Uint8Array): Buffer | null {
  return openBox(recoveryKey(secret, Buffer.from(recovery.salt, 'base64')), recovery.dataKey, `recovery ${recovery.id}`)
}

/** The code's 160 random bits need no slow derivation. */
function recoveryKey(secret: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'paravent recovery', 32))
}

function signingSealKey(dataKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', 'paravent signing keys', 32))
}

/** Who and how are authenticated with the keys, so that the file cannot lend one person's slot to another, or a role. */
function keysBinding(id: string, person: Person, kdf: SealedSlot['kdf']): string {
  const { algorithm, memoryKiB, iterations, parallelism, salt } = kdf
  return JSON.stringify(['keys', id, person.id, person.login, person.name, person.role, algorithm, memoryKiB, iterations, parallelism, salt])
}

function signingBinding(id: string, person: Person): string {
  return JSON.stringify(['signing', id, person.id])
}
