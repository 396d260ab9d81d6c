import { argon2Sync } from 'node:crypto'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createDeriveKey, KDF_PARAMETERS } from './key-derivation.ts'

test('a passphrase costs 64 MiB and three passes of Argon2id, off the main thread', async () => {
  const salt = Uint8Array.from({ length: 16 }, (_, i) => i)
  const derive = createDeriveKey(resolve('workstation/workers'))
  let turns = 0
  const beat = setInterval(() => (turns += 1), 5)
  const key = await derive({ passphrase: 'cafe\u0301 lighthouse', salt, parameters: KDF_PARAMETERS })
  clearInterval(beat)
  expect(turns).toBeGreaterThan(5)
  // Node's own Argon2id is the oracle; Electron has none, which is why the product brings its own.
  const expected = argon2Sync('argon2id', { message: 'café lighthouse', nonce: salt, parallelism: 1, tagLength: 32, memory: 65_536, passes: 3 })
  expect(Buffer.from(key).toString('hex')).toBe(Buffer.from(expected).toString('hex'))
})
