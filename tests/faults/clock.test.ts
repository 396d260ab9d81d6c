import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Decided, ItemDetail, QueuePage, Reveal } from '../../contract/api.ts'
import { serveHub, type ServedHub } from '../../hub/serve.ts'
import { sha256 } from '../support/chain.ts'
import { chance } from '../support/chance.ts'
import { PGLITE } from '../support/hub-stores.ts'
import { codeOf, importList, succeed, takeIn } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** Clocks that are set a day forward or back in the midst of a session: of the workstation, of the hub, of both. What passes of itself (idle time, a reveal) runs by a clock that nobody can set. */

const TURNS = rounds('CLOCK_TURNS', 8)
const DAY_MS = 24 * 3600 * 1000
const NOON = Date.parse('2026-11-20T12:00:00.000Z')

let hub: TestHub
let served: ServedHub
let t: TestWorkstation
/** How far each clock is from the true one, in days. */
const off = { here: 0, hub: 0 }
let passed = 0
/** How often a clock was really set to another day. */
let jumps = 0
const clock = { now: () => new Date(NOON + off.here * DAY_MS + passed).toISOString(), monotonic: () => passed }

beforeAll(async () => {
  hub = await openTestHub(PGLITE)
  served = await serveHub({ hub: hub.hub, close: async () => undefined }, {})
  await hub.person('supervisor', 'helene')
  t = openTestWorkstation({ fetch, hubUrl: served.url, ports: { clock } })
  setClocks(0, 0)
  const { code } = await hub.hub.people.makeCode('helene')
  t.token = (await succeed<{ token: string }>(t, 'POST', '/api/set-up', { hubUrl: served.url, login: 'helene', password: 'secret', code, passphrase: PASSPHRASE })).token
}, 60_000)
afterAll(async () => {
  await t.close()
  await served.close()
  await hub.close()
})

function setClocks(here: number, atHub: number): void {
  jumps += Number(here !== off.here) + Number(atHub !== off.hub)
  Object.assign(off, { here, hub: atHub })
  hub.now = new Date(NOON + atHub * DAY_MS + passed).toISOString()
}

async function submitReport(): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(`of the hub ${v7()}`))
  await hub.hub.media.put(sha256(bytes), [bytes][Symbol.iterator]() as never)
  const names = { id: v7(), reference: '2026-1', origin: 'hub', source: 'partner_hotline', receivedAt: hub.now, createdAt: hub.now } as const
  const report = { ...names, text: '', urls: [], contact: null, suspectedInfraction: null, violent: false, externalScore: null }
  await hub.hub.reports.submit({ report, items: [{ id: v7(), url: null, media: [{ sha256: sha256(bytes), name: 'a', bytes: bytes.length }] }] })
}

const pixels = async (url: string): Promise<number> => (await t.workstation.fetch(new Request(`http://workstation${url}`))).status

/** A picture uncovered over a jump: it stays for its time, and no longer. */
async function revealOver(itemId: string, jump: () => void): Promise<void> {
  await expect.poll(async () => (await succeed<ItemDetail>(t, 'GET', `/api/items/${itemId}`)).media[0]?.state, { timeout: 10_000 }).toBe('ready')
  const { media } = await succeed<ItemDetail>(t, 'GET', `/api/items/${itemId}`)
  const { url, coversInSeconds } = await succeed<Reveal>(t, 'POST', `/api/items/${itemId}/reveals`, { sha256: media[0]?.sha256, rung: 'full', manner: 'toggle' })
  jump()
  expect(await pixels(url)).toBe(200)
  passed += (coversInSeconds - 1) * 1000
  expect(await pixels(url)).toBe(200)
  passed += 1001
  expect(await pixels(url)).toBe(404)
}

test(`${TURNS} turns of intakes, reveals, decisions, withdrawals and sync while clocks jump by a day, here, at the hub or at both: none lost, none doubled, nobody locked out`, async () => {
  const random = chance()
  const decided: string[] = []
  const withdrawn: string[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const days = (): number => Math.floor(random() * 3) - 1
    const { itemIds } = await takeIn(t, [1, 2, 3].map((part) => ({ name: `${part}.bin`, bytes: Buffer.from(`${turn} ${part} ${v7()}`) })))
    await submitReport()
    await revealOver(itemIds[0]!, () => setClocks(days(), days()))
    for (const [i, itemId] of itemIds.entries()) {
      const { decision } = await succeed<Decided>(t, 'POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal', reason: 'why' })
      decided.push(decision.id)
      setClocks(days(), days())
      if (i === 1) {
        await succeed(t, 'POST', `/api/decisions/${decision.id}/withdraw`)
        withdrawn.push(decision.id)
        expect((await succeed<ItemDetail>(t, 'GET', `/api/items/${itemId}`)).state).toBe('waiting')
      }
    }
    expect(await succeed(t, 'POST', '/api/sync')).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
    const { rows } = await succeed<QueuePage>(t, 'GET', '/api/queue?limit=200')
    expect(rows.every(({ priority }) => Number.isFinite(priority.points))).toBe(true)
    if (turn % 4 === 3) {
      setClocks(days(), days())
      await succeed(t, 'POST', '/api/lock')
      await t.signIn('helene')
    }
  }
  // Every report of the hub, once.
  expect((await succeed<QueuePage>(t, 'GET', '/api/queue?view=all&limit=1')).total).toBe(TURNS * 4)
  const held = await hub.hub.decisions.all()
  expect(held.map(({ id }) => id)).toEqual(decided)
  expect(held.filter((decision) => decision.withdrawn).map(({ id }) => id)).toEqual(withdrawn)
  expect(await hub.hub.decisions.quarantine()).toEqual([])
  expect(await hub.hub.audit.verify(null)).toMatchObject({ intact: true })
  expect(jumps).toBeGreaterThan(TURNS)
  tellMeasured(`${jumps} jumps of a clock amid ${decided.length} decisions and ${TURNS} reveals: 0 lost, 0 doubled, no reveal longer or shorter`)
}, 600_000)

describe('a clock that was set a day', () => {
  test('forward and back locks nobody; the idle time that passed does', async () => {
    for (const days of [1, -1, 0]) {
      setClocks(days, 0)
      expect((await t.call('GET', '/api/settings')).status).toBe(200)
    }
    passed += 10 * 60_000
    expect(await codeOf(t, 'GET', '/api/settings')).toBe('session.locked')
    await t.signIn('helene')
  })

  test('back, at a hub that counted wrong passwords before: who knows theirs gets in, and guesses are slowed down again', async () => {
    await hub.person('analyst', 'bruno')
    const attempt = async (password: string) => (await hub.call(null, 'POST', '/v1/sign-in', { login: 'bruno', password, device: { id: v7(), name: '' } })).body.error.code
    setClocks(0, 1)
    for (let i = 0; i < 5; i += 1) expect(await attempt('wrong')).toBe('hub.wrong_password')
    expect(await attempt('secret')).toBe('hub.too_many_attempts')
    setClocks(0, 0)
    expect(await attempt('wrong')).toBe('hub.wrong_password')
    expect(await attempt('wrong')).toBe('hub.too_many_attempts')
    passed += 10_000
    setClocks(0, 0)
    expect(await attempt('secret')).toBe('hub.not_enrolled')
  })

  test('forward ends what a list says until then, and back brings it in again, for every file alike', async () => {
    const bytes = Buffer.from(`known until tomorrow ${v7()}`)
    setClocks(0, 0)
    await importList(t, { name: 'short', trust: 'verified', rows: [`sha256,${sha256(bytes)},A,ref,,2026-11-21T00:00:00Z`] })
    const proposalFor = async (name: string): Promise<string> => {
      const { itemIds } = await takeIn(t, [{ name, bytes }])
      return (await succeed<ItemDetail>(t, 'GET', `/api/items/${itemIds[0]}`)).prequalification.kind
    }
    expect(await proposalFor('a')).toBe('close_unseen')
    setClocks(1, 0)
    expect(await proposalFor('b')).not.toBe('close_unseen')
    setClocks(0, 0)
    expect(await proposalFor('c')).toBe('close_unseen')
  })
})
