import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { DeviceSecret } from '../ports.ts'

const Secret = z.object({ tokens: z.record(z.string(), z.string()) })

/** The hub's tokens of this device, one a person, in the keyring's one secret. */
export interface DeviceTokens {
  /** Asks the keyring whether it will keep a token, before anything is made that would need one. @throws as the keyring does */
  ready(): Promise<void>
  of(personId: string): Promise<string | null>
  save(personId: string, token: string): Promise<void>
  remove(personId: string): Promise<void>
}

/** @throws AppError `profile.damaged` when the keyring holds something that is not ours */
export function createDeviceTokens(deviceSecret: DeviceSecret): DeviceTokens {
  async function read(): Promise<z.infer<typeof Secret>> {
    const text = await deviceSecret.get()
    return text === null ? { tokens: {} } : parse(text)
  }
  return {
    ready: async () => void (await read()),
    of: async (personId) => (await read()).tokens[personId] ?? null,
    async save(personId, token) {
      const { tokens } = await read()
      await deviceSecret.set(JSON.stringify({ tokens: { ...tokens, [personId]: token } }))
    },
    async remove(personId) {
      const { [personId]: gone, ...tokens } = (await read()).tokens
      if (gone !== undefined) await deviceSecret.set(JSON.stringify({ tokens }))
    },
  }
}

function parse(text: string): z.infer<typeof Secret> {
  try {
    return Secret.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('profile.damaged', { part: 'keyring' }, { cause })
  }
}
