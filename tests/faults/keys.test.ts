import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { chance } from '../support/chance.ts'
import { succeed, takeIn } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** Promise 3, the files of a profile: keys fail closed, and what they cannot open keeps every byte. The keyring: electron/device-secret.test.ts. The hub's key: tests/contract/hub-embedded.test.ts. */

const DAMAGES = rounds('KEY_DAMAGES', 40)
const root = mkdtempSync(join(tmpdir(), 'paravent-keys-'))
const [OWN, OTHER] = [join(root, 'own'), join(root, 'other')]
const KEY_FILES = ['slots.json', 'profile.json'] as const
/** The lock is taken at each start; a working file of SQLite's, it holds nothing. */
/** The lock is of the process; attempts are counted before the passphrase is tried, whatever comes of it. */
const isKept = (name: string): boolean => !name.startsWith('profile.lock') && !name.startsWith('attempts.json')

const openAt = (profile: string): TestWorkstation => openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })

beforeAll(async () => {
  for (const profile of [OWN, OTHER]) {
    const t = openAt(profile)
    await t.setUp('amelie')
    await takeIn(t, [{ name: 'a.bin', bytes: Buffer.from(`of ${profile}`) }])
    await t.close()
  }
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function bytesOf(profile: string): Record<string, string> {
  const files = readdirSync(profile, { recursive: true, encoding: 'utf8' }).filter((name) => isKept(name) && statSync(join(profile, name)).isFile())
  return Object.fromEntries(files.sort().map((name) => [name, createHash('sha256').update(readFileSync(join(profile, name))).digest('hex')]))
}

/** Starts on a harmed copy and tries to come in. @returns the code of the refusal; `in` where the same person came in as before */
async function enterHarmed(harm: (profile: string) => void): Promise<string> {
  const profile = mkdtempSync(join(root, 'copy-'))
  cpSync(OWN, profile, { recursive: true })
  harm(profile)
  const before = bytesOf(profile)
  const code = await enter(profile)
  if (code !== 'in') expect(bytesOf(profile), code).toEqual(before)
  rmSync(profile, { recursive: true })
  return code
}

async function enter(profile: string): Promise<string> {
  let t: TestWorkstation
  try {
    t = openAt(profile)
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  t.stub.trouble = 'unreachable'
  try {
    const { slots, state } = await succeed<{ slots: { id: string }[]; state: string }>(t, 'GET', '/api/status')
    if (state === 'empty') return 'empty'
    const { status, body } = await t.call('POST', '/api/sign-in', { slotId: slots[0]?.id, passphrase: PASSPHRASE })
    if (status !== 200) return body.error.code
    expect(body.person).toMatchObject({ login: 'amelie', role: 'analyst' })
    return 'in'
  } finally {
    await t.close()
  }
}

describe('a profile', () => {
  test('as it was made lets its person in', async () => {
    expect(await enterHarmed(() => undefined)).toBe('in')
  })

  test.each(KEY_FILES)('without its %s lets nobody in, is not taken for an empty one, and no byte changes', async (name) => {
    expect(await enterHarmed((profile) => rmSync(join(profile, name)))).toBe('profile.damaged')
  })

  test('with the keys of another profile, or under the database of another, lets nobody in, and no byte changes', async () => {
    const take = (name: string) => (profile: string): void => cpSync(join(OTHER, name), join(profile, name))
    expect(await enterHarmed(take('slots.json'))).toBe('profile.damaged')
    expect(await enterHarmed(take('paravent.db'))).toBe('profile.damaged')
  })

  test.each(KEY_FILES)(`whose %s was cut at ${DAMAGES} random bytes lets nobody in, and no byte changes`, async (name) => {
    const random = chance()
    const whole = readFileSync(join(OWN, name))
    for (let n = 0; n < DAMAGES; n += 1) {
      // Not within the last brace's line: what is missing there is nothing.
      const cut = Math.floor(random() * (whole.length - 2))
      expect(await enterHarmed((profile) => writeFileSync(join(profile, name), whole.subarray(0, cut))), `cut at ${cut}`).toBe('profile.damaged')
    }
    tellMeasured(`${DAMAGES} cuts of ${name}: refused, 0 bytes changed`)
  }, 600_000)

  test(`whose keys were changed at ${DAMAGES} random bytes lets in its own person as they were, or nobody, and then no byte changes`, async () => {
    const random = chance()
    const whole = readFileSync(join(OWN, 'slots.json'))
    const ends = new Map<string, number>()
    for (let n = 0; n < DAMAGES; n += 1) {
      const at = Math.floor(random() * whole.length)
      const code = await enterHarmed((profile) => writeFileSync(join(profile, 'slots.json'), whole.with(at, whole[at]! ^ (1 + Math.floor(random() * 127)))))
      expect(['in', 'profile.damaged', 'profile.newer_version', 'session.wrong_passphrase', 'session.person_removed'], `changed at ${at}`).toContain(code)
      ends.set(code, (ends.get(code) ?? 0) + 1)
    }
    // What changes a letter of the recovery slot, or a space, concerns nobody who comes by their passphrase.
    expect(ends.get('session.wrong_passphrase')).toBeGreaterThan(0)
    tellMeasured(`${DAMAGES} changed bytes of slots.json: ${DAMAGES - (ends.get('in') ?? 0)} refused with 0 bytes changed, ${ends.get('in') ?? 0} outside of the person's slot`)
  }, 600_000)
})
