import { createHash } from 'node:crypto'
import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { IntakeSummary, QueuePage, StartedIntake, UploadState } from '../../contract/api.ts'
import { codeOf, succeed } from '../../tests/support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../../tests/support/workstation.ts'

/** A page that starts an intake and goes away: what came whole becomes items, what did not is told on the intake, and nothing stays "receiving". */

const MINUTE = 60_000
/** Longer than between two looks at who is still there. */
const A_LOOK = 1200

let t: TestWorkstation
let bugs: string[]
beforeEach(async () => {
  bugs = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => bugs.push(String(text)) > 0)
  t = openTestWorkstation()
  await t.setUp()
})
afterEach(async () => {
  await t.close()
  vi.restoreAllMocks()
})

const start = (urls: string[] = []): Promise<StartedIntake> =>
  succeed(t, 'POST', '/api/intakes', { report: { source: 'public_form', receivedAt: '2026-11-20T07:00:00.000Z', urls } })

const begin = async (intakeId: string, path: string, bytes: number): Promise<string> =>
  (await succeed<UploadState>(t, 'POST', `/api/intakes/${intakeId}/uploads`, { path, bytes })).uploadId

async function send(uploadId: string, text: string, offset = 0): Promise<number> {
  const headers = { 'X-Offset': String(offset), 'X-Digest': createHash('sha256').update(text).digest('hex') }
  return (await t.request(`/api/uploads/${uploadId}`, { method: 'PUT', headers, body: text })).status
}

async function file(intakeId: string, path: string, text: string): Promise<void> {
  const uploadId = await begin(intakeId, path, text.length)
  await send(uploadId, text)
  await succeed(t, 'POST', `/api/uploads/${uploadId}/finish`)
}

const summary = (intakeId: string): Promise<IntakeSummary> => succeed(t, 'GET', `/api/intakes/${intakeId}`)
const state = async (intakeId: string): Promise<string> => (await summary(intakeId)).progress.state
const inQueue = async (): Promise<number> => (await succeed<QueuePage>(t, 'GET', '/api/queue')).total
const inScratch = (): string[] => readdirSync(join(t.profile, 'scratch'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spool'))

test('five minutes after the last that was heard, what came whole is in the queue, and what did not is told', async () => {
  const { intakeId } = await start()
  await file(intakeId, 'whole.jpg', 'whole')
  const unasked = await begin(intakeId, 'whole too.jpg', 9)
  await send(unasked, 'whole too')
  const half = await begin(intakeId, 'half.mp4', 10_000_000)
  await send(half, 'half')
  expect(inScratch()).toHaveLength(1)
  t.pass(5 * MINUTE)
  await expect.poll(() => state(intakeId), { timeout: 5000 }).toBe('done')
  expect((await summary(intakeId)).files.map(({ path, status, code }) => [path, status, code])).toEqual([
    ['whole.jpg', 'new', null],
    ['whole too.jpg', 'new', null],
    ['half.mp4', 'refused', 'upload.incomplete'],
  ])
  expect(await inQueue()).toBe(2)
  expect(inScratch()).toEqual([])
  expect(await codeOf(t, 'GET', `/api/uploads/${half}`)).toBe('upload.unknown')
  expect(await codeOf(t, 'POST', `/api/intakes/${intakeId}/uploads`, { path: 'more.jpg', bytes: 1 })).toBe('intake.closed')
  expect(await codeOf(t, 'POST', `/api/intakes/${intakeId}/finish`)).toBe('intake.closed')
  expect(bugs).toEqual([])
})

test('whatever is asked of an intake keeps it open', async () => {
  const { intakeId } = await start(['https://example.org/a'])
  t.pass(4 * MINUTE)
  const uploadId = await begin(intakeId, 'slow.jpg', 8)
  t.pass(4 * MINUTE)
  await send(uploadId, 'slow')
  t.pass(4 * MINUTE)
  await succeed(t, 'GET', `/api/uploads/${uploadId}`)
  t.pass(4 * MINUTE)
  await send(uploadId, 'slow', 4)
  t.pass(4 * MINUTE)
  await succeed(t, 'POST', `/api/uploads/${uploadId}/finish`)
  t.pass(4 * MINUTE)
  await setTimeout(A_LOOK)
  expect(await state(intakeId)).toBe('receiving')
  const { counts } = await succeed<IntakeSummary>(t, 'POST', `/api/intakes/${intakeId}/finish`)
  expect(counts).toMatchObject({ new: 1, refused: 0 })
})

test('of an intake to which nothing came nothing stays', async () => {
  const { intakeId } = await start()
  await send(await begin(intakeId, 'half.jpg', 8), 'half')
  t.pass(5 * MINUTE)
  await expect.poll(() => state(intakeId), { timeout: 5000 }).toBe('cancelled')
  t.lockSystem()
  await t.signIn('amelie')
  expect(await state(intakeId)).toBe('cancelled')
  expect(await inQueue()).toBe(0)
  expect(bugs).toEqual([])
})

test('one that the disk refuses to take in is told, and taken in at a later try', async () => {
  const { intakeId } = await start(['https://example.org/a'])
  await send(await begin(intakeId, 'whole.jpg', 5), 'whole')
  const [vault, elsewhere] = [join(t.profile, 'vault'), join(t.profile, 'elsewhere')]
  renameSync(vault, elsewhere)
  t.pass(5 * MINUTE)
  await expect.poll(() => bugs.join(''), { timeout: 5000 }).toContain('background')
  expect(await state(intakeId)).toBe('receiving')
  renameSync(elsewhere, vault)
  t.pass(5 * MINUTE)
  await expect.poll(() => state(intakeId), { timeout: 5000 }).toBe('done')
  expect((await summary(intakeId)).counts).toMatchObject({ new: 1, refused: 0 })
})
