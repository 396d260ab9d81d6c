import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { SealedEvent } from '../../contract/event.ts'
import { Changes, type PushedEvents } from '../../contract/hub.ts'
import { migrate } from '../../hub/store/migrate.ts'
import { openPostgres } from '../../hub/store/postgres.ts'
import { Chain, decisionPayload, sealedOf } from '../support/chain.ts'
import { describeOnPostgres, newDatabase } from '../support/hub-stores.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../support/sync-workstation.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

/** What PGlite's single connection gives for free, and a server with ten of them does not. */
const WORKSTATIONS = 8
const EACH_DECIDES = 15

const MIGRATIONS = join(import.meta.dirname, '../../hub/store/migrations')

const dir = mkdtempSync(join(tmpdir(), 'paravent-at-once-'))
afterAll(() => rmSync(dir, { recursive: true }))

await describeOnPostgres('many at once', (server) => {
  const stations: SyncWorkstation[] = []
  let hub: TestHub
  beforeAll(async () => void (hub = await openTestHub({ name: 'PostgreSQL', open: async () => openPostgres(await newDatabase(server)) })), 60_000)
  beforeEach(() => hub.empty())
  afterEach(async () => {
    for (const station of stations.splice(0)) await station.close()
  })
  afterAll(() => hub.close())

  async function openStation(): Promise<SyncWorkstation> {
    const person = await hub.person('analyst', v7())
    const deviceId = v7()
    const fetch = ((url: string, init: RequestInit) => hub.hub.fetch(new Request(url, init))) as typeof globalThis.fetch
    const parts = { file: join(dir, `${deviceId}.db`), person, deviceId, token: await hub.signIn(person, deviceId), fetch, timeOutSeconds: 15 }
    const station = openSyncWorkstation(parts)
    stations.push(station)
    return station
  }

  async function decideAndSync(station: SyncWorkstation): Promise<string[]> {
    const made: string[] = []
    while (made.length < EACH_DECIDES) {
      for (let i = 0; i < 1 + (made.length % 4) && made.length < EACH_DECIDES; i++) made.push(station.decide())
      expect(await station.sync.now()).toMatchObject({ problem: null })
    }
    return made
  }

  /** Follows the feed as a workstation would, at every moment in which it may be caught half-written. */
  async function follow(token: string, until: () => boolean): Promise<number[]> {
    const positions: number[] = []
    for (let next = 0, last = false; ; ) {
      const page = Changes.parse((await hub.call(token, 'GET', `/v1/changes?after=${next}&limit=7`)).body)
      positions.push(...page.changes.map((change) => change.position))
      next = page.next
      if (last && !page.more) return positions
      last = until()
    }
  }

  test(`${WORKSTATIONS} workstations send and take in at once: every event once at the hub and at each other one, no position skipped`, async () => {
    for (let i = 0; i < WORKSTATIONS; i++) await openStation()
    const reader = await hub.signIn(await hub.person('analyst', 'reader'), v7())
    let done = false
    const working = Promise.all(stations.map(decideAndSync)).finally(() => (done = true))
    const [made, seen] = await Promise.all([working, follow(reader, () => done), follow(reader, () => done)])
    const all = made.flat()
    // Each enrolment, the reader's among them, is a change too.
    expect(seen).toEqual(Array.from({ length: all.length + WORKSTATIONS + 1 }, (_, i) => i + 1))
    const held = await hub.hub.decisions.events()
    expect(held.map((event) => event.id).sort()).toEqual([...all].sort())
    expect(await hub.hub.decisions.quarantine()).toEqual([])
    for (const [i, station] of stations.entries()) {
      expect(await station.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
      const others = made.filter((_ids, of) => of !== i).flat()
      expect(station.applied().sort()).toEqual(others.map((id) => `decision:${id}`).sort())
      expect(held.filter((event) => event.deviceId === station.deviceId).map((event) => event.id)).toEqual(made[i])
    }
  }, 120_000)

  test('a page never passes over a change whose commit is late, however many others are sent meanwhile', async () => {
    const analyst = await hub.person('analyst')
    const chains = Array.from({ length: 3 }, () => new Chain())
    const reader = await hub.signIn(analyst, v7())
    const late = chains[0]!.deviceId
    await hub.sql.run(`create function wait() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(77); return null; end $$;
      create constraint trigger wait after insert on change deferrable initially deferred
      for each row when (new.device_id = '${late}') execute function wait()`)
    const tokens = new Map<Chain, string>()
    for (const chain of chains) tokens.set(chain, await hub.signIn(analyst, chain.deviceId))
    const send = async (chain: Chain): Promise<string> => {
      const event = chain.next(analyst.id, 'decision.made', decisionPayload())
      expect((await hub.call(tokens.get(chain)!, 'POST', '/v1/events', { deviceId: chain.deviceId, events: [sealedOf(event)] })).status).toBe(200)
      return event.id
    }
    const waiting = (): Promise<unknown[]> => hub.sql.query('select 1 from pg_locks where not granted')
    const sent: Promise<string>[] = []
    const first = await hub.sql.transaction(async (holder) => {
      await holder.query('select pg_advisory_xact_lock(77)')
      sent.push(send(chains[0]!))
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: 10_000 })
      sent.push(send(chains[1]!), send(chains[2]!))
      await setTimeout(300)
      return Changes.parse((await hub.call(reader, 'GET', '/v1/changes')).body)
    })
    const ids = await Promise.all(sent)
    await hub.sql.run('drop trigger wait on change; drop function wait()')
    const second = Changes.parse((await hub.call(reader, 'GET', `/v1/changes?after=${first.next}`)).body)
    const seen = [...first.changes, ...second.changes].flatMap((change) => (change.kind === 'event' ? [JSON.parse(change.event.bytes).id] : []))
    expect(seen.sort()).toEqual(ids.sort())
  })

  test('one device’s batch sent six times at once counts once; one id brought by two devices goes to one, and the other is told', async () => {
    const analyst = await hub.person('analyst')
    const [a, b] = [new Chain(), new Chain()]
    const tokens = [await hub.signIn(analyst, a.deviceId), await hub.signIn(analyst, b.deviceId)] as const
    const push = async (token: string, deviceId: string, events: SealedEvent[]): Promise<PushedEvents> => {
      const answer = await hub.call(token, 'POST', '/v1/events', { deviceId, events: events.map(sealedOf) })
      expect(answer.status).toBe(200)
      return answer.body
    }
    const batch = Array.from({ length: 20 }, () => a.next(analyst.id, 'decision.made', decisionPayload()))
    const answers = await Promise.all(Array.from({ length: 6 }, () => push(tokens[0], a.deviceId, batch)))
    const statuses = answers.map(({ results }) => new Set(results.map(({ status }) => status)))
    expect(statuses.filter((of) => of.has('accepted'))).toEqual([new Set(['accepted'])])
    // Crosswise, so that each waits for what the other holds.
    for (let round = 0; round < 4; round++) {
      const ids = [v7(), v7()]
      const [ofA, ofB] = [ids, ids.toReversed()].map((order, of) =>
        order.map((id) => [a, b][of]!.next(analyst.id, 'decision.made', decisionPayload(), { id })),
      )
      const [first, second] = await Promise.all([push(tokens[0], a.deviceId, ofA!), push(tokens[1], b.deviceId, ofB!)])
      const told = [...first.results, ...second.results].map(({ status, code }) => code ?? status).sort()
      expect(told).toEqual(['accepted', 'accepted', 'event.conflict', 'event.conflict'])
    }
    expect(await hub.hub.decisions.events()).toHaveLength(28)
    expect(await hub.hub.decisions.quarantine()).toHaveLength(8)
    expect(await hub.hub.audit.verify()).toMatchObject({ intact: true, head: { number: 36 } })
    expect(hub.bugs).toEqual([])
  }, 60_000)

  test('forty wrong passwords at once, for a login that never failed: five are looked at', async () => {
    await hub.person('analyst', 'anna')
    const attempt = (): ReturnType<TestHub['call']> => hub.call(null, 'POST', '/v1/sign-in', { login: 'anna', password: 'wrong', device: { id: v7(), name: '' } })
    const answers = await Promise.all(Array.from({ length: 40 }, attempt))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(35)
  })

  test('one login added ten times at once is one person; one report submitted ten times at once is one report', async () => {
    const added = await Promise.all(Array.from({ length: 10 }, () => hub.hub.people.add({ id: v7(), login: 'anna', name: 'A', role: 'analyst' }, 'secret')))
    expect(added.filter(Boolean)).toHaveLength(1)
    const time = '2026-11-19T10:00:00.000Z'
    const report = { id: v7(), reference: '1', origin: 'hub', source: 'public_form', receivedAt: time, createdAt: time, text: '', urls: [] } as const
    const whole = { ...report, urls: [], suspectedInfraction: null, violent: false, contact: null, externalScore: null }
    const submitted = { report: whole, items: [{ id: v7(), url: null, media: [] }] }
    const created = await Promise.all(Array.from({ length: 10 }, () => hub.hub.reports.submit(submitted)))
    expect(created.filter((answer) => answer.created)).toHaveLength(1)
    const token = await hub.signIn({ ...(await hub.person('analyst')) }, v7())
    const { changes } = Changes.parse((await hub.call(token, 'GET', '/v1/changes')).body)
    expect(changes.filter(({ kind }) => kind === 'report')).toHaveLength(1)
  })

  test('people sign in on many devices at once, also on one and the same', async () => {
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((login) => hub.person('analyst', login)))
    const devices = [v7(), v7()]
    const tokens = await Promise.all(people.flatMap((person) => [...devices, ...devices].map((device) => hub.signIn(person, device))))
    const known = await Promise.all(tokens.map(async (token) => (await hub.call(token, 'GET', '/v1/changes')).status))
    expect(known.filter((status) => status === 200)).toHaveLength(people.length * devices.length)
  })

  test('four hubs that start at once on an empty database make its tables once', async () => {
    const url = await newDatabase(server)
    const open = async (): Promise<void> => {
      const sql = openPostgres(url)
      await migrate(sql)
      await sql.close()
    }
    await Promise.all([open(), open(), open(), open()])
    const sql = openPostgres(url)
    const versions = (await sql.query<{ version: number }>('select version from schema_version')).map(({ version }) => version)
    expect(versions).toEqual(Array.from({ length: readdirSync(MIGRATIONS).length }, (_, at) => at + 1))
    await sql.close()
  })
})
