import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Person } from '../../contract/hub.ts'
import { hubHead } from '../../workstation/sync/push.ts'
import { Chain, decisionPayload, sha256 } from '../support/chain.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../support/sync-workstation.ts'
import { backUp } from '../support/back-up.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

const time = '2026-11-19T10:00:00.000Z'
const dir = mkdtempSync(join(tmpdir(), 'paravent-sync-'))
afterAll(() => rmSync(dir, { recursive: true }))

await describeOnEachStore((store) => {
  let hub: TestHub
  let analyst: Person
  let here: SyncWorkstation
  /** What stands between the two; a test puts its own hub there. */
  let answer: (request: Request) => Promise<Response>
  const toHub = ((url: string, init: RequestInit) => answer(new Request(url, init))) as typeof fetch
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    answer = (request) => hub.hub.fetch(request)
    analyst = await hub.person('analyst')
    const deviceId = v7()
    const token = await hub.signIn(analyst, deviceId)
    here = openSyncWorkstation({ file: join(dir, `${deviceId}.db`), person: analyst, deviceId, token, fetch: toHub, timeOutSeconds: 2 })
  })
  afterEach(() => here.close())

  const eventually = (holds: () => unknown): Promise<unknown> => vi.waitFor(holds, { timeout: 10_000, interval: 20 })
  const json = (status: number, body: unknown): Response => Response.json(body, { status })
  const held = async (): Promise<string[]> => (await hub.hub.decisions.all()).map((decision) => decision.id)
  const report = (sha256s: string[]): Parameters<TestHub['hub']['reports']['submit']>[0] => ({
    report: {
      id: v7(), reference: '2026-1', origin: 'hub', source: 'public_form', receivedAt: time, createdAt: time, text: '', urls: [],
      suspectedInfraction: null, violent: false, contact: null, externalScore: null,
    },
    items: sha256s.map((digest) => ({ id: v7(), url: null, media: [{ sha256: digest, name: 'x', bytes: 1 }] })),
  })

  describe('sync', () => {
    test('decisions go out in the order of their chain, more than a batch of them, and the state says so', async () => {
      const made = Array.from({ length: 230 }, () => here.decide())
      here.sync.wake()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
      expect(await held()).toEqual(made)
      expect(here.told.map((state) => state.state)).toEqual(expect.arrayContaining(['waiting', 'sending', 'sent']))
      expect(hubHead(here.meta)).toEqual(here.audit.head())
      expect(await here.audit.verify(hubHead(here.meta))).toMatchObject({ intact: true })
    })

    test.each([
      ['does not answer', 'hub.unreachable', () => Promise.reject(new TypeError('fetch failed'))],
      ['is a gateway with nothing behind it', 'hub.unreachable', () => Promise.resolve(new Response('<html>', { status: 502 }))],
      ['answers a web page', 'hub.bad_answer', () => Promise.resolve(new Response('<html>hello</html>'))],
      ['breaks', 'hub.bad_answer', () => Promise.resolve(json(500, { error: { code: 'internal' } }))],
      ['speaks a newer protocol', 'hub.newer_version', () => Promise.resolve(json(200, { hub: 'paravent', protocol: 2, demonstration: false }))],
      ['does not know the token', 'hub.unauthorised', () => Promise.resolve(json(401, { error: { code: 'hub.unauthorised' } }))],
      ['is slow', 'hub.timeout', () => new Promise<Response>(() => undefined)],
      ['claims events that it was not given', 'hub.bad_answer', async (request: Request) => {
        if (!request.url.endsWith('/v1/events')) return hub.hub.fetch(request)
        return json(200, { results: [{ id: v7(), status: 'accepted' }], head: { sequence: 1, hash: sha256('') } })
      }],
    ])('a hub that %s: offline with %s, nothing lost, tried again, and sent once it is well', async (_what, code, wrong) => {
      const made = here.decide()
      answer = wrong as typeof answer
      const state = await here.sync.now()
      expect(state).toMatchObject({ state: 'offline', problem: code, waiting: 1 })
      expect(state.retryInSeconds).toBe(1)
      expect(here.told.at(-1)).toMatchObject({ state: 'offline', problem: code })
      answer = (request) => hub.hub.fetch(request)
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, problem: null })
      expect(await held()).toEqual([made])
    })

    test('after a failure it tries again by itself', async () => {
      const made = here.decide()
      answer = () => Promise.reject(new TypeError('fetch failed'))
      await here.sync.now()
      answer = (request) => hub.hub.fetch(request)
      await eventually(async () => expect([here.sync.state().state, await held()]).toEqual(['sent', [made]]))
    })

    test('wake tries at once, whatever the pause; a token that is not there is told', async () => {
      here.token = null
      expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.unauthorised' })
      here.token = await hub.signIn(analyst, here.deviceId)
      const made = here.decide()
      here.sync.wake()
      await eventually(async () => expect([here.sync.state().state, await held()]).toEqual(['sent', [made]]))
    })

    test('what a transaction rolled back is not sent, even when it asked for it', async () => {
      await here.sync.now()
      expect(() =>
        here.store.transaction(() => {
          here.audit.append('decision.made', decisionPayload())
          here.sync.wake()
          throw new Error('rolled back')
        }),
      ).toThrow('rolled back')
      await here.sync.now()
      expect(await held()).toEqual([])
    })

    test('a refused event is kept with its code, counted, and holds nothing up', async () => {
      const look = { itemId: v7(), reportId: v7(), decisionId: v7(), verdict: 'confirm', reason: '', amended: null } as const
      here.store.transaction(() => here.audit.append('second_look.given', look))
      const made = here.decide()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 1 })
      expect(await held()).toEqual([made])
      expect(here.store.db.prepare('select hub_code from event where sequence = 1').get()).toEqual({ hub_code: 'hub.forbidden' })
    })

    test('a hub put back from a backup gets again what it lost', async () => {
      const first = Array.from({ length: 3 }, () => here.decide())
      await here.sync.now()
      const backup = here.audit.hashAt(1)
      await hub.sql.run(`delete from change where event_id in (select id from event where sequence > 1); delete from event where sequence > 1`)
      await hub.sql.query('update device set head_sequence = 1, head_hash = $1', [backup])
      const last = here.decide()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0 })
      expect(await held()).toEqual([...first, last])
    })

    test('a hub whose database was put back is noticed: all is taken in anew, what it lost is sent again as it was signed, and it is told', async () => {
      const other = new Chain()
      const token = await hub.signIn(analyst, other.deviceId)
      const theirs = [1, 2].map(() => other.next(analyst.id, 'decision.made', decisionPayload()))
      const push = (events: typeof theirs): Promise<unknown> => hub.call(token, 'POST', '/v1/events', { deviceId: other.deviceId, events })
      const mine = [here.decide()]
      await push([theirs[0]!])
      await here.sync.now()
      const putBack = await backUp(hub.sql)
      mine.push(here.decide(), here.decide())
      await here.sync.now()
      await push([theirs[1]!])
      await here.sync.now()
      const bytes = new Map((await hub.hub.decisions.events()).map((event) => [event.id, event.bytes]))
      here.store.db.prepare(`insert into change_aside (position, code, body, seen_at) values (5, 'hub.bad_answer', '{"of":"the feed before"}', ?)`).run(time)
      await putBack()
      await hub.restart()
      // The feed grows past the cursor again before the workstation comes: positions alone would tell nothing.
      for (let i = 0; i < 6; i++) await hub.hub.reports.submit(report([]))
      expect((await held()).sort()).toEqual([mine[0]!, theirs[0]!.id].sort())
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, problem: 'hub.change_set_aside' })
      expect((await held()).sort()).toEqual([...mine, theirs[0]!.id].sort())
      expect((await hub.hub.decisions.events()).every((event) => bytes.get(event.id) === event.bytes)).toBe(true)
      expect(here.applied().filter((what) => what.startsWith('report:'))).toHaveLength(6)
      expect(here.store.db.prepare('select body from change_aside').pluck().all()).toEqual(['{"of":"the feed before"}'])
      here.store.db.exec('delete from change_aside')
      expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: 'hub.put_back' })
      await here.restart()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: null })
      expect(here.applied().filter((what) => what.startsWith('report:'))).toHaveLength(6)
    })

    test('a hub that merely starts again tells nothing anew', async () => {
      await hub.hub.reports.submit(report([]))
      here.decide()
      await here.sync.now()
      await hub.restart()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: null })
      expect(here.applied()).toHaveLength(1)
    })

    test('a device whose copy was there first is told of the conflict, and goes on', async () => {
      const copy = new Chain(here.deviceId)
      const theirs = [1, 2].map(() => copy.next(analyst.id, 'decision.made', decisionPayload()))
      await hub.call(here.token, 'POST', '/v1/events', { deviceId: here.deviceId, events: theirs })
      for (let i = 0; i < 4; i++) here.decide()
      expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 4 })
      expect(await held()).toEqual(theirs.map((event) => event.id))
      expect(await hub.hub.decisions.quarantine()).toHaveLength(4)
    })

    test('reports come with their media, others’ decisions with their names; each once, also after a restart', async () => {
      const files = [Buffer.from('one'), Buffer.from('two'), Buffer.alloc(200_000, 7)]
      for (const file of files) await hub.hub.media.put(sha256(file), [file][Symbol.iterator]() as never)
      const submitted = report(files.map(sha256))
      await hub.hub.reports.submit(submitted)
      const other = new Chain()
      const token = await hub.signIn(analyst, other.deviceId)
      const theirs = other.next(analyst.id, 'decision.made', decisionPayload())
      await hub.call(token, 'POST', '/v1/events', { deviceId: other.deviceId, events: [theirs] })
      await here.sync.now()
      await here.restart()
      await here.sync.now()
      const media = files.map((file) => `media:${sha256(file)}`).sort()
      await eventually(() => expect(here.applied().sort()).toEqual([`decision:${theirs.id}`, ...media, `report:${submitted.report.id}`]))
      expect([...here.vault.keys()].sort()).toEqual(files.map(sha256).sort())
    })

    test('a hub that gives other bytes than those of the name: not kept, tried again', async () => {
      const file = Buffer.from('true')
      await hub.hub.media.put(sha256(file), [file][Symbol.iterator]() as never)
      await hub.hub.reports.submit(report([sha256(file)]))
      answer = async (request) => (request.url.includes('/media/') ? new Response('false') : hub.hub.fetch(request))
      await here.sync.now()
      const waiting = here.store.db.prepare('select attempts, failure from media_to_fetch')
      await eventually(() => expect(waiting.get()).toEqual({ attempts: 1, failure: 'hub.bad_answer' }))
      expect(here.vault.size).toBe(0)
      answer = (request) => hub.hub.fetch(request)
      await here.restart()
      await here.sync.now()
      await eventually(() => expect(here.applied().at(-1)).toBe(`media:${sha256(file)}`))
      expect([...here.vault.keys()]).toEqual([sha256(file)])
    })

    test('what cannot be understood or applied is set aside and told, does not hold up what follows, and is tried again', async () => {
      const [first, second] = [report([]), report([])]
      await hub.hub.reports.submit(first)
      answer = async (request) => {
        const real = await hub.hub.fetch(request)
        if (!request.url.includes('/changes')) return real
        const page = (await real.json()) as { changes: { position: number; kind: string }[] }
        const reports = page.changes.filter(({ kind }) => kind === 'report')
        const event = { bytes: '{}', hash: sha256('other'), signature: '' }
        const strange = [{ position: 1, kind: 'weather', sun: true }, { position: 2, kind: 'event', event, personName: 'x' }]
        const changes = page.changes.length > 0 ? [...strange, { ...reports[0], position: 3 }] : []
        return json(200, { ...page, changes, next: 3 })
      }
      expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: 'hub.change_set_aside' })
      expect(here.applied()).toEqual([`report:${first.report.id}`])
      const codes = (): unknown[] => here.store.db.prepare('select code from change_aside order by position').pluck().all()
      expect(codes()).toEqual(['hub.bad_answer', 'event.bad_hash'])
      here.meta.set('cursor', '2')
      answer = (request) => hub.hub.fetch(request)
      await hub.hub.reports.submit(second)
      here.failApplying = Object.assign(new Error('a bug'))
      await here.sync.now()
      expect([codes(), here.applied()]).toEqual([['hub.bad_answer', 'event.bad_hash', 'internal'], [`report:${first.report.id}`]])
      here.failApplying = null
      await here.restart()
      await here.sync.now()
      expect([codes(), here.applied()]).toEqual([['hub.bad_answer', 'event.bad_hash'], [`report:${first.report.id}`, `report:${second.report.id}`]])
    })

    test('what another device is said to have signed is believed by its signature only', async () => {
      const other = new Chain()
      const token = await hub.signIn(analyst, other.deviceId)
      const made = [1, 2].map(() => other.next(analyst.id, 'decision.made', decisionPayload()))
      await hub.call(token, 'POST', '/v1/events', { deviceId: other.deviceId, events: made })
      answer = async (request) => {
        const real = await hub.hub.fetch(request)
        if (!request.url.includes('/changes')) return real
        const text = (await real.text()).replace(made[0]!.signature, made[1]!.signature)
        return new Response(text, real)
      }
      expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: 'hub.change_set_aside' })
      expect(here.applied()).toEqual([`decision:${made[1]!.id}`])
      expect(here.store.db.prepare('select code from change_aside').pluck().all()).toEqual(['event.bad_signature'])
    })

    test('positions that do not rise, or a page that promises more and brings nothing, are no answer', async () => {
      for (const nonsense of [
        { changes: [{ position: 2 }, { position: 1 }], next: 2, more: false },
        { changes: [{ position: 5 }], next: 3, more: false },
        { changes: [], next: 0, more: true },
      ]) {
        answer = async (request) => (request.url.includes('/changes') ? json(200, nonsense) : hub.hub.fetch(request))
        expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.bad_answer' })
        expect(here.applied()).toEqual([])
      }
    })
  })
})
