import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { QueuePage } from '../../contract/api.ts'
import type { IntakeProgress } from '../../contract/signals.ts'
import { holdToken } from '../../renderer/api/client.ts'
import { cancelIntake, forgetIntake, holdIntake, takeIn, takeUpAgain, useIntake } from '../../renderer/state/intake.ts'
import { succeed } from '../support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'

/** The page's own code against the core: it is stopped in the middle of an intake, and comes back when the core has ended that by itself. */

const MINUTE = 60_000
const REPORT = { report: { source: 'public_form' as const, receivedAt: '2026-11-20T07:00:00.000Z', text: '', urls: [], suspectedInfraction: null, violent: false, contact: null, externalScore: null } }

let t: TestWorkstation
let takes: (path: string) => boolean
beforeEach(async () => {
  t = openTestWorkstation()
  await t.setUp()
  holdToken(t.token)
  takes = () => true
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (!takes(path)) return Response.json({ error: { code: 'disk.full', facts: {} } }, { status: 507 })
    return t.workstation.fetch(new Request(`http://workstation${path}`, init))
  })
})
afterEach(async () => {
  forgetIntake()
  vi.unstubAllGlobals()
  await t.close()
})

const picked = (...names: string[]) => names.map((path) => ({ path, file: new File([`bytes of ${path}`], path) }))

/** Hands `names` over, and is stopped once `whole` of them came. */
async function stoppedAfter(whole: number, ...names: string[]): Promise<void> {
  let chunks = 0
  takes = (path) => !/^\/api\/uploads\/[^/]+$/.test(path) || (chunks += 1) <= whole
  await takeIn(REPORT, picked(...names), [])
  expect(useIntake.getState().phase).toBe('paused')
}

async function endsAlone(): Promise<IntakeProgress> {
  t.pass(5 * MINUTE)
  const intakeId = useIntake.getState().started?.intakeId
  const progress = async () => (await succeed<{ progress: IntakeProgress }>(t, 'GET', `/api/intakes/${intakeId}`)).progress
  await expect.poll(async () => (await progress()).state, { timeout: 5000 }).not.toBe('receiving')
  return progress()
}

function seen(): unknown {
  const { phase, endedAlone, notSent, summary } = useIntake.getState()
  const refused = summary?.files.filter(({ status }) => status === 'refused').map(({ path, code }) => ({ path, code })) ?? []
  return { phase, endedAlone, kept: summary?.counts.new, lost: [...refused, ...notSent].map(({ path, code }) => `${path} ${code}`) }
}

const ALL_TOLD = { phase: 'done', endedAlone: true, kept: 1, lost: ['two.jpg upload.incomplete', 'three.jpg upload.incomplete'] }

test.each<[string, (told: IntakeProgress) => unknown]>([
  ['goes on', () => takeUpAgain()],
  ['cancels', () => cancelIntake()],
  ['hears of the end', holdIntake],
])('a page that %s after the end is shown what was kept, and each file that was not', async (_what, comeBack) => {
  await stoppedAfter(1, 'one.jpg', 'two.jpg', 'three.jpg')
  const told = await endsAlone()
  takes = () => true
  await comeBack(told)
  await expect.poll(seen).toEqual(ALL_TOLD)
  expect((await succeed<QueuePage>(t, 'GET', '/api/queue')).total).toBe(1)
})

test('a page that comes back before the end hands the rest over', async () => {
  await stoppedAfter(1, 'one.jpg', 'two.jpg')
  t.pass(4 * MINUTE)
  takes = () => true
  await takeUpAgain()
  expect(seen()).toEqual({ phase: 'done', endedAlone: false, kept: 2, lost: [] })
})

test('an intake that the page cancels is not told as ended by itself, whatever is heard first', async () => {
  await stoppedAfter(1, 'one.jpg', 'two.jpg')
  takes = () => true
  const answer = fetch
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const answered = await answer(path, init)
    if (init.method !== 'DELETE') return answered
    const { progress } = await answered.clone().json()
    holdIntake(progress)
    await setTimeout(100)
    return answered
  })
  await cancelIntake()
  expect(seen()).toEqual({ phase: 'done', endedAlone: false, kept: 0, lost: [] })
})
