import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceSecret } from '../workstation/ports.ts'

/**
 * The device's token in a file that only its owner may read. It is no keyring: whoever can read the owner's files has it.
 * That is one reason why the preview shell says of itself that it is not hardened.
 */
export function fileDeviceSecret(profile: string): DeviceSecret {
  const path = join(profile, 'device-secret')
  return {
    async get() {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async set(secret) {
      await writeFile(`${path}.new`, secret, { mode: 0o600 })
      await rename(`${path}.new`, path)
    },
  }
}
