import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { percentile } from '../bench/measure.ts'
import { startPostgres } from '../support/postgres/server.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import type { Child } from './ask-child.ts'
import { openHotline, type Hotline } from './hotline.ts'
import { growthOf, type Sample } from './memory.ts'
import type { Held } from './stations.ts'
import type { Done } from './person.ts'

/**
 * Promise 8, on a real PostgreSQL and the hub's own program. The workstations are whole cores behind their own handlers, each with its profile and its
 * encrypted database; the one with the long queue has a process for itself, the others share two. What a machine of their own would give each of them,
 * all here take from the same cores, PostgreSQL and the hub too: the times are those of a machine that is much too small for a hotline.
 * `LOAD_STATIONS=50 LOAD_ITEMS=100000 LOAD_MINUTES=10 LOAD_PACE_SECONDS=10 LOAD_PACE_OF_FIRST_SECONDS=1` is the whole; nobody needs less for an item.
 */
const STATIONS = rounds('LOAD_STATIONS', 4)
const ITEMS = rounds('LOAD_ITEMS', 3000)
const MINUTES = rounds('LOAD_MINUTES', 0.1)
const PACE_MS = 1000 * rounds('LOAD_PACE_SECONDS', 0.3)
/** With the long queue: quicker, so that there is much to measure. */
const PACE_OF_FIRST_MS = 1000 * rounds('LOAD_PACE_OF_FIRST_SECONDS', 0.02)
const SEED = Number(process.env['SEED'] ?? 1)
/** The promise. */
const NEXT_P95_MS = 100
const REPORTS_EVERY_MS = 5000
const LOOK_EVERY_MS = 5000
/** Before, what is made once outweighs what would be kept of each piece of work; memory.test.ts tries the rule. */
const SAYS_SOMETHING_AFTER_MINUTES = 1

/**
 * Bytes of heap that may stay of each piece of work. A hub that kept its answers would keep several thousand of each; a workstation that kept what it answers
 * in a turn (a dozen calls), some ten thousand. For each turn of the others some fifty changes are applied in their process: a few hundred bytes of each would show.
 */
const HEAP_THAT_MAY_STAY = { hub: 1000, first: 10_000, others: 20_000 } as const
const WORK = { hub: 'request', first: 'turn', others: 'turn' } as const
type Who = keyof typeof HEAP_THAT_MAY_STAY
type Looks = Record<Who, Sample[]>

/** In its short form on a machine that does other things too, it tries what is lost and doubled; times and memory say something in the long one. */
const IS_LONG = MINUTES > SAYS_SOMETHING_AFTER_MINUTES

const WHAT = `nothing is lost or doubled${IS_LONG ? ', the next is there in time, memory stays flat' : ''}`
test(`${STATIONS} workstations on one hub, ${ITEMS} items in the queue of one: ${WHAT}`, async ({ skip }) => {
  const server = await startPostgres().catch((error: Error) => error)
  if (server instanceof Error) return skip(`no PostgreSQL can be started here: ${server.message}`)
  onTestFinished(() => server.close(), 60_000)
  const hotline = await openHotline(server, { stations: STATIONS, items: ITEMS, itemsOfOthers: 100, paceMs: PACE_MS, paceOfFirstMs: PACE_OF_FIRST_MS, seed: SEED })
  onTestFinished(() => hotline.close(), 60_000)
  await hotline.begin(REPORTS_EVERY_MS)
  const looks = await lookWhileTheyWork(hotline)
  const times = await hotline.hubTimes()
  const { done, submitted } = await hotline.end()
  expect(times.failed, 'answers of 500 and above').toBe(0)
  const decisions = await expectNothingLostOrDoubled(hotline, done)
  tellMeasured(`${STATIONS} workstations on PostgreSQL for ${MINUTES} min: ${decisions} decisions, ${submitted} reports from the hub: 0 lost, 0 doubled`)
  const nexts = done[0]?.nexts ?? []
  tellMeasured(`the next of ${ITEMS} items, asked for and opened ${nexts.length} times: ${middleAndEnd(nexts)}`)
  tellMeasured(`the hub takes ${times.push.length} pushes, each in ${middleAndEnd(times.push)}, and answers ${times.pull.length} pulls, each in ${middleAndEnd(times.pull)}`)
  if (!IS_LONG) return
  expect(percentile(nexts, 0.95)).toBeLessThan(NEXT_P95_MS)
  expectFlat(looks)
}, 3_600_000)

const middleAndEnd = (took: readonly number[]): string => `p50 ${percentile(took, 0.5).toFixed(1)} ms, p95 ${percentile(took, 0.95).toFixed(1)} ms`

async function lookWhileTheyWork({ hub, first, others }: Hotline): Promise<Looks> {
  const looks: Looks = { hub: [], first: [], others: [] }
  const look = async (child: Child): Promise<Sample> => ({ work: await child.ask('work'), ...(await child.memory()) })
  for (const until = performance.now() + MINUTES * 60_000; performance.now() < until; ) {
    await setTimeout(Math.min(LOOK_EVERY_MS, until - performance.now()))
    looks.hub.push(await look(hub))
    looks.first.push(await look(first))
    looks.others.push(await look(others[0]!))
  }
  return looks
}

function expectFlat(looks: Looks): void {
  const grown = (Object.keys(looks) as Who[]).map((who) => ({ who, ...growthOf(looks[who]) }))
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
  for (const { who, heapPerWork, rssPerWork, last } of grown) {
    const name = { hub: 'hub', first: 'workstation with the long queue', others: `${Math.ceil((STATIONS - 1) / 2)} workstations in one process` }[who]
    tellMeasured(
      `memory of the ${name} after warm-up: heap ${(heapPerWork / 1000).toFixed(1)} KB a ${WORK[who]} (at most ${HEAP_THAT_MAY_STAY[who] / 1000}), `
      + `in the end ${megabytes(last.heap)} MB; all resident ${(rssPerWork / 1000).toFixed(1)} KB a ${WORK[who]}, in the end ${megabytes(last.rss)} MB`,
    )
  }
  for (const { who, heapPerWork } of grown) expect(heapPerWork, `bytes of heap that stay of each ${WORK[who]} (${who})`).toBeLessThan(HEAP_THAT_MAY_STAY[who])
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
