import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../hub/store/sql.ts'
import { hubHead } from '../../workstation/sync/push.ts'
import { createLossyNetwork, FAULTS, type Fault, type LossyNetwork } from '../support/lossy-network.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../support/sync-workstation.ts'
import { describeOnEachStore, type HubStore } from '../support/hub-stores.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

/** `HISTORIES=1000 npx vitest run tests/contract/hub-histories.test.ts` for more; `SEED` to see one again. */
const HISTORIES = rounds('HISTORIES', 80)
/** What differs on a real server is the concurrency, which has a test of its own: fewer of them there. */
const ROUNDS: Record<HubStore['name'], number> = { PGlite: HISTORIES, PostgreSQL: Math.ceil(HISTORIES / 4) }
const SEED = process.env['SEED']
const DAY_MS = 24 * 3600 * 1000

let hub: TestHub
/** After so many more statements the hub's database fails once; null: never. */
let failsIn: number | null = null
const dir = mkdtempSync(join(tmpdir(), 'paravent-histories-'))
afterAll(() => rmSync(dir, { recursive: true }))

function failing(sql: Sql): Sql {
  return {
    query: (text, params) => {
      if (failsIn !== null && failsIn-- <= 0) {
        failsIn = null
        return Promise.reject(new Error('the database went away'))
      }
      return sql.query(text, params)
    },
    run: sql.run,
    transaction: (work) => sql.transaction((tx) => work(failing(tx))),
  }
}

type Step =
  | { kind: 'decide' | 'withdraw' | 'restart'; device: 0 | 1 }
  | { kind: 'round' | 'decide during a round'; device: 0 | 1; faults: Fault[] }
  | { kind: 'both at once'; faults: Fault[] }
  | { kind: 'kill in a round'; device: 0 | 1; faults: Fault[]; after: number }
  | { kind: 'hub restarts' }
  | { kind: 'hub fails'; device: 0 | 1; statements: number }
  | { kind: 'late arrive'; order: number }
  | { kind: 'clocks'; days: number }

const device = fc.constantFrom<0 | 1>(0, 1)
const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('decide' as const), device }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), device }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('round' as const, 'decide during a round' as const), device, faults }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('both at once' as const), faults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), device }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill in a round' as const), device, faults, after: fc.nat({ max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hub restarts' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hub fails' as const), device, statements: fc.nat({ max: 25 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late arrive' as const), order: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clocks' as const), days: fc.constantFrom(-1, 0, 1) }) },
)

interface World {
  network: LossyNetwork
  stations: [SyncWorkstation, SyncWorkstation]
  /** What each person did, by the event's id, in order: `decision:ID` or `withdrawal:ID`. */
  did: [string[], string[]]
  withdrawn: Set<string>
}

async function openWorld(): Promise<World> {
  await hub.empty()
  const network = createLossyNetwork((request) => hub.hub.fetch(request))
  const station = async (): Promise<SyncWorkstation> => {
    const person = await hub.person('analyst')
    const deviceId = v7()
    return openSyncWorkstation({ file: join(dir, `${deviceId}.db`), person, deviceId, token: await hub.signIn(person, deviceId), fetch: network.fetch })
  }
  return { network, stations: [await station(), await station()], did: [[], []], withdrawn: new Set() }
}

function decide({ stations, did }: World, device: 0 | 1): void {
  did[device].push(`decision:${stations[device].decide()}`)
}

function withdraw({ stations, did, withdrawn }: World, device: 0 | 1): void {
  const last = did[device].findLast((what) => what.startsWith('decision:'))
  if (last === undefined) return
  const decisionId = last.slice('decision:'.length)
  did[device].push(`withdrawal:${stations[device].withdraw(decisionId)}`)
  withdrawn.add(decisionId)
}

async function take(world: World, step: Step): Promise<void> {
  const { network, stations } = world
  network.faults = 'faults' in step ? [...step.faults] : []
  if (step.kind === 'decide') decide(world, step.device)
  if (step.kind === 'withdraw') withdraw(world, step.device)
  if (step.kind === 'round') await stations[step.device].sync.now()
  if (step.kind === 'restart') await stations[step.device].restart()
  if (step.kind === 'both at once') await Promise.all(stations.map((station) => station.sync.now()))
  if (step.kind === 'hub restarts') await hub.restart()
  if (step.kind === 'late arrive') await network.deliverLate(step.order)
  if (step.kind === 'decide during a round') await decideDuring(world, step.device)
  if (step.kind === 'kill in a round') await killDuring(world, step)
  if (step.kind === 'hub fails') await failDuring(world, step)
  if (step.kind === 'clocks') {
    hub.now = new Date(Date.parse('2026-11-20T08:00:00.000Z') + step.days * DAY_MS).toISOString()
    stations[0].clockShiftMs = -step.days * DAY_MS
  }
}

async function decideDuring(world: World, device: 0 | 1): Promise<void> {
  const round = world.stations[device].sync.now()
  await setImmediate()
  decide(world, device)
  world.stations[device].sync.wake()
  await round
}

async function killDuring({ stations }: World, { device, after }: Step & { kind: 'kill in a round' }): Promise<void> {
  void stations[device].sync.now().catch(() => undefined) // it dies with the workstation
  for (let i = 0; i < after; i++) await setImmediate()
  stations[device].kill()
}

async function failDuring({ stations }: World, { device, statements }: Step & { kind: 'hub fails' }): Promise<void> {
  failsIn = statements
  await stations[device].sync.now()
  failsIn = null
}

async function heal({ network, stations }: World): Promise<void> {
  network.faults = []
  await network.deliverLate(0)
  // Twice each: what one sends in its turn, the other takes in in its next.
  for (const station of [...stations, ...stations]) expect(await station.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
}

async function expectConverged({ stations, did, withdrawn }: World): Promise<void> {
  const events = await hub.hub.decisions.events()
  for (const [i, station] of stations.entries()) {
    const own = events.filter((event) => event.deviceId === station.deviceId).map((event) => event.id)
    expect(own).toEqual(did[i]?.map((what) => what.split(':')[1]))
    expect(station.applied()).toEqual(did[1 - i])
    expect(await station.audit.verify(hubHead(station.meta))).toEqual({ intact: true, head: station.audit.head() })
  }
  expect(await hub.hub.decisions.quarantine()).toEqual([])
  const gone = (await hub.hub.decisions.all()).filter((decision) => decision.withdrawn).map((decision) => decision.id)
  expect(gone.sort()).toEqual([...withdrawn].sort())
}

const WHAT = 'losses, doubles, delays, stops and kills: the hub has every decision once, and so has the other workstation'
await describeOnEachStore((store) => {
  const times = ROUNDS[store.name]
  beforeAll(async () => void (hub = await openTestHub(store, failing)), 60_000)
  afterAll(() => hub.close())

  test(`${times} histories of ${WHAT}`, async () => {
    let converged = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        const world = await openWorld()
        try {
          for (const each of steps) await take(world, each)
          await heal(world)
          await expectConverged(world)
          converged += 1
        } finally {
          failsIn = null
          for (const station of world.stations) await station.close()
        }
      }),
      { numRuns: times, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    )
    expect(converged).toBe(times)
    tellMeasured(`${converged} histories on ${store.name}: 0 lost, 0 doubled, all converged`)
  }, 3_600_000)
})
