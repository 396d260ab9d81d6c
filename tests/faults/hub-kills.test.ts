import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { ChainHead, HubSignedIn, Person } from '../../contract/hub.ts'
import { freePort } from '../e2e/support/free-port.ts'
import { makeHubPlace, STORES, type HubPlace } from '../e2e/support/hub-places.ts'
import type { Machine } from '../e2e/support/machines.ts'
import { pairOf, sha256 } from '../support/chain.ts'
import { chance } from '../support/chance.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openSmallDisk, whyNoSmallDisk } from '../support/small-disk.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../support/sync-workstation.ts'

/** `npm run hub` as its own process, killed at random moments (and once out of disk) while workstations send to it and reports come in. */

const KILLS = Math.ceil(rounds('HUB_KILLS', 4) / STORES.length)
const STATIONS = 3
const PASSWORD = 'the hub of everyone'

interface Bench {
  readonly place: HubPlace
  readonly base: string
  hub: Machine
  readonly stations: readonly SyncWorkstation[]
  /** An administrator's token: for what brings reports. */
  readonly reporter: string
  start(): Promise<void>
  close(): Promise<void>
}

async function openBench(place: HubPlace, folder: string): Promise<Bench> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const people: { person: Person; code: string }[] = []
  const { hub: made, close } = await place.open()
  for (let i = 0; i <= STATIONS; i += 1) {
    const person: Person = { id: v7(), login: `p${i}`, name: `P ${i}`, role: i === STATIONS ? 'administrator' : 'analyst' }
    await made.people.add(person, PASSWORD)
    people.push({ person, code: (await made.people.makeCode(person.login)).code })
  }
  await close()
  const hub = await place.start(port)
  const enrolled: { person: Person; deviceId: string; token: string }[] = []
  for (const { person, code } of people) {
    const deviceId = v7()
    const asked = { login: person.login, password: PASSWORD, code, device: { id: deviceId, name: '' }, publicKey: pairOf(person.id).publicKey }
    const { token } = await ask<HubSignedIn>(base, '', 'POST', '/v1/enrol', asked)
    enrolled.push({ person, deviceId, token })
  }
  const stations = enrolled.slice(0, STATIONS).map(({ person, deviceId, token }) => {
    const toHub = ((address: string, init: RequestInit) => fetch(address.replace('http://hub', base), init)) as typeof globalThis.fetch
    return openSyncWorkstation({ file: join(folder, `${deviceId}.db`), person, deviceId, token, fetch: toHub })
  })
  const bench: Bench = {
    place,
    base,
    hub,
    stations,
    reporter: enrolled[STATIONS]!.token,
    async start() {
      bench.hub = await place.start(port)
    },
    async close() {
      for (const station of stations) await station.close()
      await bench.hub.kill()
      await place.close()
    },
  }
  return bench
}

async function ask<T>(base: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const sent = body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }
  const answer = await fetch(`${base}${path}`, { method, headers, ...sent })
  const told = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${told}`)
  return JSON.parse(told) as T
}

/** What the hub acknowledged to whom brings reports. */
interface Reported {
  media: Map<string, Buffer>
  reports: Set<string>
}

async function report({ base, reporter }: Bench, { media, reports }: Reported): Promise<void> {
  const bytes = Buffer.from(`${v7()} `.repeat(3000))
  const digest = sha256(bytes)
  await ask(base, reporter, 'PUT', `/v1/media/${digest}`, bytes)
  media.set(digest, bytes)
  const [id, time] = [v7(), new Date().toISOString()]
  const names = { id, reference: '2026-1', origin: 'hub', source: 'authorities', receivedAt: time, createdAt: time } as const
  await ask(base, reporter, 'POST', '/v1/reports', { report: names, items: [{ id: v7(), url: null, media: [{ sha256: digest, name: 'a', bytes: bytes.length }] }] })
  reports.add(id)
}

/** Everyone works at once until `over`; what the hub does not answer is tried again by the next turn. */
async function workAtOnce(bench: Bench, reported: Reported, made: string[], random: () => number, over: () => boolean): Promise<void> {
  const stations = bench.stations.map(async (station) => {
    while (!over()) {
      made.push(station.decide())
      if (random() < 0.2) station.withdraw(made.at(-1)!)
      // Who is offline goes on deciding, at the pace of a person in a hurry.
      if ((await station.sync.now()).problem !== null) await setTimeout(50)
    }
  })
  const reporting = async (): Promise<void> => {
    while (!over()) await report(bench, reported).catch(() => setTimeout(20))
  }
  await Promise.all([...stations, reporting()])
}

/** Before anyone sends anything again: what it said it has, it has. */
async function expectKept({ base, stations, reporter }: Bench, { media }: Reported): Promise<void> {
  for (const station of stations) {
    const accepted = station.store.db.prepare<[], number | null>(`select max(sequence) from event where hub_status = 'accepted'`).pluck().get() ?? 0
    const head = await ask<ChainHead>(base, station.token ?? '', 'GET', `/v1/events/head?device=${station.deviceId}`)
    expect(head.sequence).toBeGreaterThanOrEqual(accepted)
  }
  for (const [digest, bytes] of [...media].slice(-20)) {
    const answer = await fetch(`${base}/v1/media/${digest}`, { headers: { authorization: `Bearer ${reporter}` } })
    expect([answer.status, sha256(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha256(bytes)])
  }
}

async function expectConverged(bench: Bench, { reports }: Reported, made: readonly string[]): Promise<void> {
  const { stations, place } = bench
  for (const station of [...stations, ...stations]) await expect.poll(() => station.sync.now(), { timeout: 30_000 }).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
  await bench.hub.stop()
  const { hub, close } = await place.open()
  try {
    expect((await hub.decisions.all()).map(({ id }) => id).sort()).toEqual([...made].sort())
    expect(await hub.decisions.quarantine()).toEqual([])
    expect(await hub.audit.verify(null)).toMatchObject({ intact: true })
    for (const station of stations) {
      const applied = station.applied()
      expect(applied.filter((what) => what.startsWith('decision:'))).toHaveLength(made.length - station.store.db.prepare<[], number>(`select count(*) from event where type = 'decision.made'`).pluck().get()!)
      expect(new Set(applied).size, 'changes that were applied twice').toBe(applied.length)
      expect([...reports].filter((id) => !applied.includes(`report:${id}`)), 'acknowledged reports that are lost').toEqual([])
    }
  } finally {
    await close()
  }
}

describe.each(STORES)('the hub on %s', (store) => {
  test(`killed ${KILLS} times while ${STATIONS} workstations send and reports come in: what it acknowledged it has, and in the end everything, once`, async ({ skip }) => {
    const random = chance()
    const folder = mkdtempSync(join(tmpdir(), 'paravent-hub-kills-'))
    const place = await makeHubPlace(store, folder).catch((error: Error) => error)
    if (place instanceof Error) return skip(`no PostgreSQL can be started here: ${place.message}`)
    const bench = await openBench(place, folder)
    const [made, reported] = [[] as string[], { media: new Map(), reports: new Set() } as Reported]
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        let over = false
        const working = workAtOnce(bench, reported, made, random, () => over)
        await setTimeout(30 + random() * 700)
        // Each third on PostgreSQL falls on the database under the hub.
        if (place.killDatabase !== null && kill % 3 === 2) await place.killDatabase()
        else {
          await bench.hub.kill()
          await bench.start()
        }
        over = true
        await working
        await expectKept(bench, reported)
      }
      await expectConverged(bench, reported, made)
      expect(made.length).toBeGreaterThan(KILLS)
      tellMeasured(`${store}: ${KILLS} kills of the hub amid ${made.length} decisions and ${reported.reports.size} reports: 0 lost, 0 doubled`)
    } finally {
      await bench.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 3_600_000)
})

const why = whyNoSmallDisk()
test.skipIf(why !== null)(`the hub on PGlite whose disk is full loses nothing it acknowledged, and takes the rest once there is room${why === null ? '' : ` (skipped: ${why})`}`, async () => {
  const disk = openSmallDisk(120)
  const folder = mkdtempSync(join(tmpdir(), 'paravent-hub-kills-'))
  const bench = await openBench(await makeHubPlace('PGlite', disk.folder), folder)
  const [made, reported] = [[] as string[], { media: new Map(), reports: new Set() } as Reported]
  try {
    const problems = new Set<string | null>()
    for (const room of [0, 60_000]) {
      let over = false
      const working = workAtOnce(bench, reported, made, Math.random, () => over)
      await setTimeout(100)
      disk.fill(room)
      await setTimeout(700)
      over = true
      await working
      for (const { sync } of bench.stations) problems.add(sync.state().problem)
      disk.free()
    }
    expect([...problems]).toContain('hub.database_full')
    expect([...problems]).not.toContain('internal')
    expect(bench.hub.output()).not.toContain('bug in the hub')
    await expectConverged(bench, reported, made)
  } finally {
    await bench.close()
    disk.close()
    rmSync(folder, { recursive: true })
  }
}, 60_000)
