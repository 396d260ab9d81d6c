import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AlertPage, Decided, ItemDetail, WatchPage } from '../../contract/api.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { codeOf, succeed, takeIn, whenAnalysed } from '../support/reporting.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** One hotline: two whole workstations and a hub have one own list, and whoever finds what is watched for tells all. */

const BYTES = Buffer.from('what was seen')
const DIGEST = createHash('sha256').update(BYTES).digest('hex')

await describeOnEachStore((store) => {
  let hub: TestHub
  let here: TestWorkstation
  let there: TestWorkstation
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    hub.alerts.length = 0
    for (const [login, role] of [['anna', 'analyst'], ['bruno', 'analyst'], ['sophie', 'supervisor']] as const) await hub.person(role, login)
    const toHub = ((input: string, init: RequestInit) => hub.hub.fetch(new Request(input, init))) as typeof fetch
    here = openTestWorkstation({ fetch: toHub, hubUrl: 'http://hub' })
    there = openTestWorkstation({ fetch: toHub, hubUrl: 'http://hub' })
    here.token = (await succeed<{ token: string }>(here, 'POST', '/api/set-up', { hubUrl: 'http://hub', ...(await account('anna')) })).token
    await succeed(here, 'POST', '/api/people', await account('sophie'))
    there.token = (await succeed<{ token: string }>(there, 'POST', '/api/set-up', { hubUrl: 'http://hub', ...(await account('bruno')) })).token
  }, 60_000)
  afterEach(async () => {
    await here.close()
    await there.close()
  })

  async function account(login: string): Promise<Record<string, string>> {
    return { login, password: 'secret', code: (await hub.hub.people.makeCode(login)).code, passphrase: PASSPHRASE }
  }

  /** Each sends and takes in, twice: what one finds in what the other brought goes out too. */
  async function meet(): Promise<void> {
    for (const t of [here, there, here, there]) await succeed(t, 'POST', '/api/sync')
  }

  async function takenIn(t: TestWorkstation, bytes: Buffer = BYTES): Promise<string> {
    const { itemIds } = await takeIn(t, [{ name: 'file', bytes }])
    await whenAnalysed(t)
    return itemIds[0] ?? ''
  }

  const item = (t: TestWorkstation, itemId: string): Promise<ItemDetail> => succeed(t, 'GET', `/api/items/${itemId}`)
  const decide = async (itemId: string): Promise<string> =>
    (await succeed<Decided>(here, 'POST', `/api/items/${itemId}/decisions`, { outcome: 'illegal', infractions: ['csam'] })).decision.id
  const knownThere = async (itemId: string): Promise<string> => {
    const { media, prequalification } = await item(there, itemId)
    return [prequalification.kind, ...(media[0]?.matches ?? []).map(({ kind, list }) => `${list.kind} ${kind}`)].join(', ')
  }

  /** What the other workstation comes to know of the item; matches that go are gone after a moment. */
  async function eventuallyThere(itemId: string, known: string): Promise<void> {
    await expect.poll(() => knownThere(itemId), { timeout: 10_000 }).toBe(known)
  }

  async function confirmedHere(): Promise<string> {
    const itemId = await takenIn(here)
    await decide(itemId)
    await here.signIn('sophie')
    await succeed(here, 'POST', `/api/items/${itemId}/second-look`, { verdict: 'confirm' })
    return itemId
  }

  describe('our own list', () => {
    test('is one for all: what a person adds on one workstation is recognised on the other, until they take it out', async () => {
      const itemId = await confirmedHere()
      await meet()
      const copy = await takenIn(there)
      expect(await knownThere(copy)).toBe('none')
      expect(await codeOf(there, 'POST', `/api/items/${copy}/own-list`)).toBe('own_list.not_confirmed')
      const { ownList } = await succeed<ItemDetail>(here, 'POST', `/api/items/${itemId}/own-list`)
      expect(ownList).toMatchObject({ personName: 'Name of sophie' })
      await meet()
      await eventuallyThere(copy, 'close_unseen, own exact, own similar')
      expect(await codeOf(here, 'POST', `/api/items/${itemId}/own-list`)).toBe('own_list.already_there')
      await succeed(here, 'DELETE', `/api/items/${itemId}/own-list`)
      await meet()
      await eventuallyThere(copy, 'none')
      expect(await succeed(here, 'POST', '/api/sync')).toMatchObject({ state: 'sent', refused: 0, problem: null })
    })

    test('forgets on both what rested on a decision that is withdrawn', async () => {
      const first = await confirmedHere()
      await here.signIn('anna')
      const second = await takenIn(here)
      const decision = await decide(second)
      const copy = await takenIn(there)
      expect((await item(here, first)).state).toBe('final')
      expect((await item(here, second)).state).toBe('decided')
      await succeed(here, 'POST', `/api/items/${second}/own-list`)
      await meet()
      await eventuallyThere(copy, 'close_unseen, own exact, own similar')
      await succeed(here, 'POST', `/api/decisions/${decision}/withdraw`)
      await meet()
      await eventuallyThere(copy, 'none')
      expect((await item(here, second)).ownList).toBeNull()
    })
  })

  describe('a watch', () => {
    const alerts = (t: TestWorkstation): Promise<AlertPage> => succeed(t, 'GET', '/api/alerts')

    async function watchThere(): Promise<string> {
      const itemId = await takenIn(there)
      const expiresAt = new Date(Date.parse(hub.now) + 7 * 24 * 3_600_000).toISOString()
      return (await succeed<{ id: string }>(there, 'POST', '/api/watches', { itemId, sha256: DIGEST, name: 'the attack', expiresAt })).id
    }

    async function submit(): Promise<string> {
      await hub.hub.media.put(DIGEST, Readable.from([BYTES]))
      const at = here.ports.clock.now()
      const report = { id: v7(), reference: '2026-50001', origin: 'hub' as const, source: 'professional_platform' as const, receivedAt: at, createdAt: at, text: '', urls: [] }
      const itemId = v7()
      const rest = { suspectedInfraction: null, violent: false, contact: null, externalScore: null }
      await hub.hub.reports.submit({ report: { ...report, ...rest }, items: [{ id: itemId, url: null, media: [{ sha256: DIGEST, name: 'x', bytes: BYTES.length }] }] })
      return itemId
    }

    test('added on one alerts the hub at the submission, and both workstations once, whoever found it', async () => {
      const watchId = await watchThere()
      await meet()
      expect((await succeed<WatchPage>(here, 'GET', '/api/watches')).watches).toMatchObject([{ id: watchId, name: 'the attack', personName: 'Name of bruno', state: 'active' }])
      here.pass(60_000)
      there.pass(60_000)
      const itemId = await submit()
      expect(hub.alerts).toEqual([{ watch: 'the attack', reference: '2026-50001', kind: 'exact' }])
      await meet()
      for (const t of [here, there]) {
        expect(await alerts(t)).toMatchObject({ unseen: 1, total: 1, alerts: [{ itemId, watch: { id: watchId, name: 'the attack' }, kind: 'exact', here: true, acknowledged: null }] })
      }
      expect(hub.alerts).toHaveLength(1)
    })

    test('is found in what a workstation took in itself; the other shows it, and who acknowledged it is known to all', async () => {
      await watchThere()
      await meet()
      here.pass(60_000)
      const found = await takenIn(here)
      expect((await item(here, found)).priority.terms).toContainEqual(expect.objectContaining({ term: 'watched', facts: { watch: 'the attack' } }))
      await meet()
      const [alert] = (await alerts(there)).alerts
      expect(alert).toMatchObject({ itemId: found, here: false, reference: (await item(here, found)).report.reference })
      await succeed(there, 'POST', `/api/alerts/${alert?.id}/acknowledge`)
      await meet()
      expect(await alerts(here)).toMatchObject({ unseen: 0, total: 1, alerts: [{ acknowledged: { personName: 'Name of bruno' } }] })
      expect((await hub.hub.watches.alerts(10)).alerts).toMatchObject([{ itemId: found, foundBy: 'Name of anna', acknowledged: { personName: 'Name of bruno' } }])
    })

    test('ended on one alerts nobody any more', async () => {
      const watchId = await watchThere()
      await meet()
      await succeed(here, 'POST', `/api/watches/${watchId}/end`)
      await meet()
      here.pass(60_000)
      await submit()
      await takenIn(here)
      await meet()
      expect([(await alerts(here)).total, (await alerts(there)).total, hub.alerts]).toEqual([0, 0, []])
      expect(await codeOf(there, 'POST', `/api/watches/${watchId}/end`)).toBe('watch.over')
    })
  })
})
