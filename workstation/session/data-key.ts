import { hkdfSync, randomBytes } from 'node:crypto'

export function makeDataKey(): Buffer {
  return randomBytes(32)
}

/** The database, the vault and the hash lists each have a key of their own, derived from the data key. */
export function databaseKeyOf(dataKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', 'paravent database', 32))
}

export function vaultKeyOf(dataKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', 'paravent vault', 32))
}

export function listsKeyOf(dataKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', 'paravent lists', 32))
}
