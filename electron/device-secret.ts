import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { AppError } from '../contract/error.ts'
import type { DeviceSecret } from '../workstation/ports.ts'

/**
 * The device's token, sealed by the system's keyring and kept beside the profile's other files. Fails closed: nothing is read or
 * written by a keyring that is none.
 * `get` and `set` throw AppError `keyring.weak` (it seals with a password that everybody knows), `keyring.unavailable` (there is
 * none), `keyring.locked` (it opened before and does not now), `keyring.changed` (it is not the one that sealed the token).
 */
export function keyringDeviceSecret(profile: string): DeviceSecret {
  const path = join(profile, 'device-secret.sealed')
  return {
    async get() {
      const sealed = existsSync(path) ? await readFile(path) : null
      await assertKeyring(sealed)
      if (sealed === null) return null
      const { result, shouldReEncrypt } = await open(sealed)
      if (shouldReEncrypt) await save(path, result)
      return result
    },
    async set(secret) {
      await assertKeyring(existsSync(path) ? await readFile(path) : null)
      await save(path, secret)
    },
  }
}

/** What cannot be opened again is not written. */
async function save(path: string, secret: string): Promise<void> {
  const sealed = await safeStorage.encryptStringAsync(secret)
  if ((await open(sealed)).result !== secret) throw new AppError('keyring.changed')
  await writeFile(`${path}.new`, sealed, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function open(sealed: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
  if (isWeaklySealed(sealed)) throw new AppError('keyring.weak')
  try {
    return await safeStorage.decryptStringAsync(sealed)
  } catch (cause) {
    // The one thing that tells the two apart is what Electron's message says.
    const later = cause instanceof Error && cause.message.includes('temporarily unavailable')
    throw new AppError(later ? 'keyring.locked' : 'keyring.changed', {}, { cause })
  }
}

/** Electron's own word (`isAsyncEncryptionAvailable`) is not enough: it says yes to a keyring that falls back. It is tried. */
async function assertKeyring(sealed: Buffer | null): Promise<void> {
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') throw new AppError('keyring.weak')
  const gone = sealed === null ? 'keyring.unavailable' : 'keyring.locked'
  if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new AppError(gone)
  const tried = await safeStorage.encryptStringAsync('tried').catch((cause: unknown) => {
    throw new AppError(gone, {}, { cause })
  })
  if (isWeaklySealed(tried)) throw new AppError(gone)
}

/** On Linux Chromium marks with `v10` what it sealed with a fixed password, for want of a keyring; elsewhere it is the keyring's mark. */
const isWeaklySealed = (sealed: Buffer): boolean => process.platform === 'linux' && sealed.subarray(0, 3).toString('latin1') === 'v10'

/** A demonstration was made by a script, without a keyring, and holds nothing: its token is in a file. */
export function demonstrationDeviceSecret(profile: string): DeviceSecret {
  const path = join(profile, 'device-secret')
  return {
    get: async () => (existsSync(path) ? readFile(path, 'utf8') : null),
    set: secret => writeFile(path, secret, { mode: 0o600 }),
  }
}
