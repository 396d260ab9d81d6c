import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import { AppError } from '../contract/error.ts'
import type { DeviceSecret } from '../workstation/ports.ts'

/** The device's token, sealed by the system's keyring and kept beside the profile's other files. */
export function keyringDeviceSecret(profile: string): DeviceSecret {
  const path = join(profile, 'device-secret.sealed')
  return {
    async get() {
      if (!existsSync(path)) return null
      await assertKeyring()
      const sealed = await readFile(path)
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed)
      if (shouldReEncrypt) await save(path, result)
      return result
    },
    async set(secret) {
      await assertKeyring()
      await save(path, secret)
    },
  }
}

async function save(path: string, secret: string): Promise<void> {
  await writeFile(`${path}.new`, await safeStorage.encryptStringAsync(secret), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** Without a keyring Linux encrypts with a password that everybody knows: refused, rather than a lock for show. */
async function assertKeyring(): Promise<void> {
  const weak = process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  if (weak || !(await safeStorage.isAsyncEncryptionAvailable())) throw new AppError('keyring.unavailable')
}

/** A demonstration was made by a script, without a keyring, and holds nothing: its token is in a file. */
export function demonstrationDeviceSecret(profile: string): DeviceSecret {
  const path = join(profile, 'device-secret')
  return {
    get: async () => (existsSync(path) ? readFile(path, 'utf8') : null),
    set: secret => writeFile(path, secret, { mode: 0o600 }),
  }
}
