import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decided, ItemDetail } from '../../contract/api.ts'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { chance } from '../support/chance.ts'
import { codeOf, succeed, takeIn } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/**
 * A profile whose database was cut or changed on the disk: by a power cut on a disk that lies, by a bad sector, by a hand. It opens in the state before
 * or after an act, or it says what is wrong; what was in the main file, or whole in the log, is never silently missing.
 */

const DAMAGES = rounds('DAMAGES', 12)
const root = mkdtempSync(join(tmpdir(), 'paravent-damaged-'))
const WHOLE = join(root, 'whole')
const DATABASE = 'paravent.db'
const WAL = `${DATABASE}-wal`

/** Decisions in the order in which they were acknowledged, and how long the write-ahead log was then: 0 where it was in the main file. */
const decided: { id: string; itemId: string; walBytes: number }[] = []
let [mainBytes, walBytes] = [0, 0]

const openAt = (profile: string): TestWorkstation => openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })

beforeAll(async () => {
  const profile = join(root, 'made')
  const t = openAt(profile)
  await t.setUp('amelie')
  t.stub.trouble = 'unreachable'
  const files = Array.from({ length: 24 }, (_, i) => ({ name: `${i}.bin`, bytes: Buffer.from(`file ${i} `.repeat(200)) }))
  const { itemIds } = await takeIn(t, files)
  const { store, analysis } = await t.workstation.unlock('amelie', PASSPHRASE)
  await analysis.idle()
  await t.signIn('amelie')
  for (const [i, itemId] of itemIds.entries()) {
    const { decision } = await succeed<Decided>(t, 'POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal', reason: `because ${i} `.repeat(50) })
    decided.push({ id: decision.id, itemId, walBytes: i < 12 ? 0 : statSync(join(profile, WAL)).size })
    if (i === 11) store.db.pragma('wal_checkpoint(truncate)')
  }
  // As a kill leaves it: nothing is closed, and the log is not taken back into the main file.
  cpSync(profile, WHOLE, { recursive: true, filter: (path) => !path.endsWith('profile.lock') })
  await t.close()
  ;[mainBytes, walBytes] = [statSync(join(WHOLE, DATABASE)).size, statSync(join(WHOLE, WAL)).size]
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Opens a damaged copy. @returns the code with which it was refused, or what `enter` tells */
async function openDamaged(damage: (profile: string) => void, enter: (t: TestWorkstation, profile: string) => Promise<string>): Promise<string> {
  const profile = mkdtempSync(join(root, 'copy-'))
  cpSync(WHOLE, profile, { recursive: true })
  damage(profile)
  const t = openAt(profile)
  t.stub.trouble = 'unreachable'
  try {
    return await enter(t, profile)
  } finally {
    await t.close()
    rmSync(profile, { recursive: true })
  }
}

/** Opens with a database that is whole and the first decisions, without a gap: at least those that the log's bytes before `intact` hold. */
async function expectPrefix(t: TestWorkstation, intact: number): Promise<string> {
  const { store, audit } = await t.workstation.unlock('amelie', PASSPHRASE)
  const here = store.db.prepare<[], string>('select decision.id from decision join event on event.id = decision.id order by sequence').pluck().all()
  expect(here).toEqual(decided.slice(0, here.length).map(({ id }) => id))
  expect(here.length).toBeGreaterThanOrEqual(decided.filter((decision) => decision.walBytes <= intact).length)
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(await audit.verify()).toMatchObject({ intact: true })
  return `opened with ${here.length}`
}

async function signIn(t: TestWorkstation): Promise<string | null> {
  const { slots } = await succeed<{ slots: { id: string }[] }>(t, 'GET', '/api/status')
  const { status, body } = await t.call('POST', '/api/sign-in', { slotId: slots[0]?.id, passphrase: PASSPHRASE })
  t.token = body.token
  return status === 200 ? null : body.error.code
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = bytes[at]! ^ 0x41
  writeFileSync(file, bytes)
}

test(`a write-ahead log cut at ${DAMAGES} random bytes: all that was whole before the cut is there, and nothing after it by halves`, async () => {
  const random = chance()
  const ends = new Set<string>()
  for (let n = 0; n < DAMAGES; n += 1) {
    const cut = Math.floor(random() * walBytes)
    ends.add(await openDamaged((profile) => truncateSync(join(profile, WAL), cut), (t) => expectPrefix(t, cut)))
  }
  // They did fall between decisions.
  expect(ends.size).toBeGreaterThan(2)
  tellMeasured(`${DAMAGES} cuts of the write-ahead log, each opened with all before the cut`)
}, 600_000)

test(`a write-ahead log with a byte changed at ${DAMAGES} random places: the same`, async () => {
  const random = chance()
  const ends = new Set<string>()
  for (let n = 0; n < DAMAGES; n += 1) {
    const at = Math.floor(random() * walBytes)
    ends.add(await openDamaged((profile) => flip(join(profile, WAL), at), (t) => expectPrefix(t, at)))
  }
  expect(ends.size).toBeGreaterThan(2)
  tellMeasured(`${DAMAGES} changed bytes of it, the same`)
}, 600_000)

test.each([
  ['removed', (file: string) => rmSync(file)],
  ['emptied', (file: string) => truncateSync(file, 0)],
  ['full of noise', (file: string) => writeFileSync(file, Buffer.alloc(32_768, 0xa7))],
])('the index of the log %s: nothing is missing', async (_what, harm) => {
  expect(await openDamaged((profile) => harm(join(profile, `${DATABASE}-shm`)), (t) => expectPrefix(t, walBytes))).toBe(`opened with ${decided.length}`)
})

/** Every call of a page's day: each is answered as it should be, or with a code that says what is wrong. */
async function expectTruthOrCode(t: TestWorkstation): Promise<string[]> {
  const codes: string[] = []
  for (const { id, itemId } of decided) {
    const answer = await t.call('GET', `/api/items/${itemId}`)
    if (answer.status === 200) expect((answer.body as ItemDetail).decisions.map((decision) => decision.id)).toEqual([id])
    else codes.push(answer.body.error.code)
  }
  const asked = [['GET', '/api/queue?view=all'], ['GET', '/api/queue?view=all&q=file'], ['GET', '/api/lists'], ['GET', '/api/sync'], ['GET', '/api/today'], ['GET', '/api/settings'], ['POST', '/api/sync']] as const
  for (const [method, path] of asked) codes.push((await codeOf(t, method, path)) ?? 'fine')
  return codes
}

test(`a main file with a byte changed at ${DAMAGES} random places, or cut there: refused or answered truly, never in silence, and never as a bug`, async () => {
  const random = chance()
  const ends = new Map<string, number>()
  for (let n = 0; n < DAMAGES; n += 1) {
    // The first page in each third one: its salt, its header, the root of the schema.
    const at = Math.floor(random() * (n % 3 === 0 ? 4096 : mainBytes))
    const harm = n % 4 === 3 ? truncateSync : flip
    const end = await openDamaged((profile) => harm(join(profile, DATABASE), at), async (t) => {
      const refused = await signIn(t)
      if (refused !== null) return refused
      const codes = await expectTruthOrCode(t)
      expect(codes.filter((code) => code !== 'fine' && code !== 'profile.damaged'), `${harm.name} at ${at}`).toEqual([])
      return 'opened'
    })
    expect(['opened', 'profile.damaged'], `${harm.name} at ${at}`).toContain(end)
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  tellMeasured(`${DAMAGES} damages of the main file (${[...ends].map(([end, times]) => `${times} ${end}`).join(', ')}), each answer true or with its code`)
}, 600_000)

test('a main file whose first bytes are not this profile’s: refused, and not a byte changes', async () => {
  const bytesOf = (profile: string): string[] => [DATABASE, WAL, 'profile.json', 'slots.json'].map((name) => readFileSync(join(profile, name), 'base64'))
  let before: string[] = []
  await openDamaged(
    (profile) => {
      flip(join(profile, DATABASE), 3)
      before = bytesOf(profile)
    },
    async (t, profile) => {
      expect(await signIn(t)).toBe('profile.damaged')
      expect(bytesOf(profile)).toEqual(before)
      return ''
    },
  )
})
