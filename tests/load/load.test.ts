import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { percentile } from '../bench/measure.ts'
import { startPostgres } from '../support/postgres/server.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openHotline, type Hotline } from './hotline.ts'
import { growthOf, type Sample } from './memory.ts'
import type { Held } from './stations.ts'
import type { Done } from './person.ts'

/**
 * Promise 8, on a real PostgreSQL and the hub's own program. The workstations are whole cores behind their own handlers, each with its profile and its
 * encrypted database; the one with the long queue has a process for itself, the others share two. What a machine of their own would give each of them,
 * all here take from the same cores, PostgreSQL and the hub too: the times are those of a machine that is much too small for a hotline.
 * `LOAD_STATIONS=50 LOAD_ITEMS=100000 LOAD_MINUTES=10 LOAD_PACE_SECONDS=10` is the whole; a person takes longer than such a pace for an item.
 */
const STATIONS = rounds('LOAD_STATIONS', 5)
const ITEMS = rounds('LOAD_ITEMS', 3000)
const MINUTES = rounds('LOAD_MINUTES', 0.15)
const PACE_MS = 1000 * rounds('LOAD_PACE_SECONDS', 0.5)
const SEED = Number(process.env['SEED'] ?? 1)
/** The promise. */
const NEXT_P95_MS = 100
const REPORTS_EVERY_MS = 5000
const LOOK_EVERY_MS = Math.min(5000, (MINUTES * 60_000) / 10)

type Looks = Record<'hub' | 'first' | 'others', Sample[]>

test(`${STATIONS} workstations on one hub, ${ITEMS} items in the queue of one: the next is there in time, nothing is lost or doubled, memory stays flat`, async ({ skip }) => {
  const size = { stations: STATIONS, items: ITEMS, itemsOfOthers: 100, paceMs: PACE_MS, seed: SEED }
  const server = await startPostgres().catch((error: Error) => error)
  if (server instanceof Error) return skip(`no PostgreSQL can be started here: ${server.message}`)
  onTestFinished(() => server.close(), 60_000)
  const hotline = await openHotline(server, size)
  onTestFinished(() => hotline.close(), 60_000)
  await hotline.begin(REPORTS_EVERY_MS)
  const looks = await lookWhileTheyWork(hotline)
  const times = await hotline.hubTimes()
  const { done, submitted } = await hotline.end()
  expect(times.failed, 'answers of 500 and above').toBe(0)
  const decisions = await expectNothingLostOrDoubled(hotline, done)
  const nexts = done[0]?.nexts ?? []
  const of = (took: readonly number[]): string => `p50 ${percentile(took, 0.5).toFixed(1)} ms, p95 ${percentile(took, 0.95).toFixed(1)} ms`
  tellMeasured(
    `${STATIONS} workstations on PostgreSQL for ${MINUTES} min: ${decisions} decisions, ${submitted.length} reports from the hub, 0 lost, 0 doubled; `
    + `next of ${ITEMS} items, asked for and opened, ${nexts.length} times: ${of(nexts)}; the hub answers ${times.push.length} pushes: ${of(times.push)}, ${times.pull.length} pulls: ${of(times.pull)}`,
  )
  for (const [who, samples] of Object.entries(looks)) console.log(who, JSON.stringify(growthOf(samples)), JSON.stringify(samples.map(({ work, heap, rss }) => [work, (heap / 1e6).toFixed(1), (rss / 1e6).toFixed(0)])))
  console.log('others', of(done.slice(1).flatMap(({ nexts }) => nexts)), JSON.stringify(times.answered), 'late', done.reduce((sum, { tooLate }) => sum + tooLate, 0))
  expect(percentile(nexts, 0.95)).toBeLessThan(NEXT_P95_MS)
}, 3_600_000)

async function lookWhileTheyWork(hotline: Hotline): Promise<Looks> {
  const looks: Looks = { hub: [], first: [], others: [] }
  for (const until = performance.now() + MINUTES * 60_000; performance.now() < until; ) {
    await setTimeout(LOOK_EVERY_MS)
    looks.hub.push({ work: await hotline.hub.ask('answered'), ...(await hotline.hub.memory()) })
    looks.first.push({ work: await hotline.first.ask('turns'), ...(await hotline.first.memory()) })
    looks.others.push({ work: await hotline.others[0]!.ask('turns'), ...(await hotline.others[0]!.memory()) })
  }
  return looks
}

/** @returns how many decisions were made */
async function expectNothingLostOrDoubled(hotline: Hotline, done: readonly Done[]): Promise<number> {
  const held = await hotline.held()
  const atHub = await hotline.eventsAtHub()
  const { hub, close } = await hotline.openStopped()
  try {
    const decisions = await hub.decisions.all()
    const [all, withdrawn] = [decisions, decisions.filter((decision) => decision.withdrawn)].map((those) => those.map(({ id }) => id).sort())
    expect(await hub.decisions.quarantine()).toEqual([])
    expect(await hub.audit.verify(null)).toMatchObject({ intact: true })
    for (const station of held) expectAlike(station, atHub.get(station.deviceId), all!, withdrawn!)
    expect([...atHub.keys()].sort()).toEqual(held.map(({ deviceId }) => deviceId).sort())
    expect(done.flatMap((each) => each.decisions).sort(), 'what was acknowledged to people').toEqual(all)
    expect(done.flatMap((each) => each.withdrawn).sort()).toEqual(withdrawn)
    return decisions.length
  } finally {
    await close()
  }
}

function expectAlike(station: Held, eventsAtHub: readonly string[] | undefined, decisions: readonly string[], withdrawn: readonly string[]): void {
  expect(eventsAtHub).toEqual(station.events)
  expect({ ...station, deviceId: '', events: [] }).toEqual({ deviceId: '', events: [], decisions, withdrawn, intact: true, setAside: 0 })
}
