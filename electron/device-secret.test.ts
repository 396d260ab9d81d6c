import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { launchShell } from '../tests/support/launched-shell.ts'
import type { LaunchedShell } from '../tests/support/launched-shell.ts'
import { CODE, createStubHub } from '../tests/support/stub-hub.ts'
import type { StubHub } from '../tests/support/stub-hub.ts'

/** Promise 3: keys fail closed. The whole workstation in the shell, with a keyring that is not as it should be. */

const PASSPHRASE = 'a lighthouse in the fog'
let shell: LaunchedShell
let hub: StubHub
let asked: number

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  hub = createStubHub()
  hub.person('amelie')
  asked = 0
  vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) => {
    asked += 1
    return hub.fetch(...call)
  })
  shell = await launchShell()
})
afterEach(async () => {
  await shell.close()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const answer = await shell.ask(`app://workstation${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  return { status: answer.status, body: await answer.json() }
}
const setUp = () => call('POST', '/api/set-up', { hubUrl: hub.url, login: 'amelie', password: 'password', code: CODE, passphrase: PASSPHRASE })
async function signIn(): Promise<{ status: number; body: any }> {
  const { body } = await call('GET', '/api/status')
  return call('POST', '/api/sign-in', { slotId: body.slots[0].id, passphrase: PASSPHRASE })
}
const refusedWith = (answer: { status: number; body: any }): unknown => [answer.status, answer.body.error?.code]

/** Every file of the profile with what is in it. */
function bytesOfProfile(): Record<string, string> {
  const files = readdirSync(shell.profile, { recursive: true, encoding: 'utf8' }).filter(name => statSync(join(shell.profile, name)).isFile())
  return Object.fromEntries(files.sort().map(name => [name, createHash('sha256').update(readFileSync(join(shell.profile, name))).digest('hex')]))
}
const sealedToken = () => join(shell.profile, 'device-secret.sealed')

describe('the device’s token', () => {
  test('is sealed by the keyring, in no other file, and opened again', async () => {
    expect((await setUp()).status).toBe(200)
    expect(readFileSync(sealedToken()).subarray(0, 3).toString()).toBe('v11')
    expect(statSync(sealedToken()).mode & 0o777).toBe(0o600)
    await shell.ask('app://workstation/api/lock', { method: 'POST' })
    expect((await signIn()).status).toBe(200)
    expect(existsSync(`${sealedToken()}.new`)).toBe(false)
  })

  test('is sealed again when the keyring renews its key', async () => {
    await setUp()
    shell.electron.powerMonitor.emit('suspend')
    const before = bytesOfProfile()['device-secret.sealed']
    shell.electron.keyring.rotating = true
    expect((await signIn()).status).toBe(200)
    expect(bytesOfProfile()['device-secret.sealed']).not.toBe(before)
  })
})

describe('without a keyring that keeps', () => {
  test.each([
    ['absent', 'keyring.unavailable'],
    ['weak', 'keyring.weak'],
    ['locked', 'keyring.unavailable'],
  ] as const)('%s: a set-up is refused before the hub hears of it, and 0 bytes change', async (state, code) => {
    shell.electron.keyring.state = state
    const before = bytesOfProfile()
    expect(refusedWith(await setUp())).toEqual([409, code])
    expect(asked).toBe(0)
    expect(bytesOfProfile()).toEqual(before)
    shell.electron.keyring.state = 'good'
    expect((await setUp()).status).toBe(200)
  })

  describe('a profile that was set up', () => {
    beforeEach(async () => {
      await setUp()
      shell.electron.powerMonitor.emit('suspend')
      await vi.waitUntil(() => !existsSync(join(shell.profile, 'paravent.db-wal')))
    })

    test.each([
      ['is locked', () => (shell.electron.keyring.state = 'locked'), 'keyring.locked'],
      ['is gone', () => (shell.electron.keyring.state = 'absent'), 'keyring.locked'],
      ['is one for show', () => (shell.electron.keyring.state = 'weak'), 'keyring.weak'],
      ['is another one', () => shell.electron.keyring.replace(), 'keyring.changed'],
    ])('whose keyring %s: nobody comes in, and 0 bytes change', async (_what, harm, code) => {
      harm()
      const before = bytesOfProfile()
      expect(refusedWith(await signIn())).toEqual([409, code])
      expect((await call('GET', '/api/status')).body.state).toBe('locked')
      expect(bytesOfProfile()).toEqual(before)
    })

    test.each([
      ['one byte of it changed', (sealed: Buffer) => Buffer.from(sealed.with(20, sealed[20]! ^ 1)), 'keyring.changed'],
      ['its end missing', (sealed: Buffer) => sealed.subarray(0, 10), 'keyring.changed'],
      ['nothing left', () => Buffer.alloc(0), 'keyring.changed'],
      ['another put in its place, sealed with the password that everybody knows', () => weaklySealed, 'keyring.weak'],
    ])('whose token has %s: nobody comes in, and 0 bytes change', async (_what, harm, code) => {
      shell.electron.keyring.state = 'absent'
      weaklySealed = await shell.electron.keyring.safeStorage.encryptStringAsync('{"tokens":{}}')
      shell.electron.keyring.state = 'good'
      writeFileSync(sealedToken(), harm(readFileSync(sealedToken())))
      const before = bytesOfProfile()
      expect(refusedWith(await signIn())).toEqual([409, code])
      expect(bytesOfProfile()).toEqual(before)
    })

    test('opens again once its keyring does', async () => {
      shell.electron.keyring.state = 'locked'
      expect(refusedWith(await signIn())).toEqual([409, 'keyring.locked'])
      shell.electron.keyring.state = 'good'
      expect((await signIn()).status).toBe(200)
    })
  })
})

let weaklySealed: Buffer
