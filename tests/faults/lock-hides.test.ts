import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House, type HouseParts } from '../../workstation/house.ts'
import { openProfile } from '../../workstation/session/profile.ts'
import type { WhyLocked } from '../../contract/signals.ts'
import { createSession, type Session } from '../../workstation/session/session.ts'
import { chance } from '../support/chance.ts'
import { drawn } from '../support/made-media.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { takeIn, whenAnalysed } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** Promise 9 at the core: whatever locks, what was uncovered is covered and the keys are zero within a second. The shell's signs: electron/system-lock.test.ts. */

const LOCKS = rounds('LOCKS', 4)
const MOST_MS = 1000

let t: TestWorkstation
let session: Session
let itemId = ''
let given: HouseParts['keys']
/** What the clock that never goes back says beyond the time that really passed. */
let ahead = 0
let systemLocks: () => void = () => undefined

beforeAll(async () => {
  t = openTestWorkstation({ analyzer: 'real' })
  await t.setUp('amelie')
  itemId = (await takeIn(t, [{ name: 'a.png', bytes: await drawn(640, 480, 1).png().toBuffer() }])).itemIds[0]!
  await whenAnalysed(t)
  await t.workstation.close()
  session = createSession({
    ports: {
      ...t.ports,
      clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() + ahead },
      onSystemLock(listener) {
        systemLocks = listener
        return () => undefined
      },
    },
    profile: openProfile(t.profile),
    openHouse(parts) {
      given = parts.keys
      return openHouse(parts)
    },
    parameters: { memoryKiB: 64, iterations: 1, parallelism: 1 },
  })
}, 60_000)
afterAll(async () => {
  await session.close()
  await t.close()
})

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** Each way to a lock: how it comes, and the reason that the page is told. */
const WAYS: Record<string, { come(): void; why: WhyLocked }> = {
  'the system locks its screen': { come: () => systemLocks(), why: 'system' },
  'the machine sleeps and wakes an hour later': { come: () => void ((ahead += 3_600_000), systemLocks()), why: 'system' },
  'the idle time is over, and nobody asks anything': { come: () => void (ahead += 10 * 60_000), why: 'idle' },
  'a person asks for it': { come: () => void session.lock('asked'), why: 'asked' },
}

interface Uncovered {
  house: House
  /** The status under which the uncovered pixels are answered now. */
  seen(): Promise<number>
  /** What the page is told until its events end. */
  told: Promise<string>
}

async function uncover(): Promise<Uncovered> {
  await session.signIn({ slotId: session.facts().slots[0]!.id, passphrase: PASSPHRASE })
  const house = session.house()
  const { media } = house.review.open(itemId)
  const { url } = await house.exposure.grant(itemId, { sha256: media[0]!.sha256, rung: 'full', manner: 'hold' })
  const token = url.replace('/media/', '')
  return { house, seen: async () => (await house.exposure.serve(token, new Request(`http://workstation${url}`))).status, told: text(house.signals.stream()) }
}

test.each(Object.entries(WAYS))(`%s: ${LOCKS} times what was uncovered is covered, the page told, the database shut and the keys zero within a second`, async (name, { come, why }) => {
  const random = chance()
  let slowest = 0
  for (let lock = 0; lock < LOCKS; lock += 1) {
    const { house, seen, told } = await uncover()
    expect([await seen(), isZero(given.signing), isZero(given.ledger), house.store.db.open]).toEqual([200, false, false, true])
    // The looks of the idle watch come at any moment of it.
    await setTimeout(random() * 100)
    const came = performance.now()
    come()
    while (house.store.db.open || !isZero(given.signing) || !isZero(given.ledger)) await setTimeout(1)
    expect(await seen()).toBe(404)
    slowest = Math.max(slowest, performance.now() - came)
    expect(await told).toContain(`{"type":"locked","why":"${why}"}`)
    expect(session.facts().state).toBe('locked')
  }
  expect(slowest).toBeLessThanOrEqual(MOST_MS)
  tellMeasured(`${name}: ${LOCKS} times, the slowest in ${Math.round(slowest)} ms`)
}, 600_000)
