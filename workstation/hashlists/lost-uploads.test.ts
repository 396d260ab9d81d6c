import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StartedListImport } from '../../contract/api.ts'
import type { HashList } from '../../contract/match.ts'
import { codeOf, importList, succeed } from '../../tests/support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../../tests/support/workstation.ts'

/** Files of lists that do not come whole, or are not read to their end: each is told by a code, leaves nothing on the disk, and can be imported again. */

const MINUTE = 60_000
const ROWS = Array.from({ length: 900 }, (_, at) => `md5,${String(at).padStart(32, '0')},A,,,`)
const BYTES = Buffer.from(['algorithm,value,classification,source_reference,added,expires', ...ROWS].join('\n'))
const HALF = BYTES.length >> 1

let t: TestWorkstation
let bugs: string[]
beforeEach(async () => {
  bugs = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => bugs.push(String(text)) > 0)
  t = openTestWorkstation()
  await t.setUp('amelie', 'supervisor')
})
afterEach(async () => {
  await t.close()
  vi.restoreAllMocks()
})

const start = (into: { listId: string; mode: 'delta' } | null = null): Promise<StartedListImport> =>
  succeed(t, 'POST', '/api/lists', { name: 'a list', trust: 'verified', format: 'csv', meaning: {}, into, bytes: BYTES.length })

async function put(uploadId: string, from: number, bytes: Uint8Array, digested = bytes): Promise<string> {
  const headers = { 'X-Offset': String(from), 'X-Digest': createHash('sha256').update(digested).digest('hex') }
  const answer = await t.request(`/api/lists/uploads/${uploadId}`, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  return answer.status === 200 ? 'written' : ((await answer.json()) as { error: { code: string } }).error.code
}

const firstHalf = (uploadId: string): Promise<string> => put(uploadId, 0, BYTES.subarray(0, HALF))
const secondHalf = (uploadId: string): Promise<string> => put(uploadId, HALF, BYTES.subarray(HALF))

async function told(listId: string): Promise<{ state: string; failure: string | null; phase: string | null } | undefined> {
  const { lists } = await succeed<{ lists: HashList[] }>(t, 'GET', '/api/lists')
  const list = lists.find(({ id }) => id === listId)
  return list && { state: list.state, failure: list.failure, phase: list.progress?.phase ?? null }
}

/** Files of uploads, and of lists. */
const onDisk = (): string[] =>
  ['scratch', 'lists'].flatMap((folder) => readdirSync(join(t.profile, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(spool|db)/.test(name)))

const again = (): Promise<string> => importList(t, { name: 'again', trust: 'verified', rows: ROWS })

test('an upload whose page went away goes on for as long as chunks come, and ends five minutes after the last', async () => {
  const { listId, uploadId } = await start()
  t.pass(4 * MINUTE)
  expect(await firstHalf(uploadId)).toBe('written')
  t.pass(4 * MINUTE)
  // Longer than between two looks.
  await new Promise((resolve) => setTimeout(resolve, 1200))
  expect(await told(listId)).toEqual({ state: 'importing', failure: null, phase: 'sending' })
  expect(onDisk()).toHaveLength(1)
  t.pass(MINUTE)
  await expect.poll(() => told(listId), { timeout: 5000 }).toEqual({ state: 'failed', failure: 'list.interrupted', phase: null })
  expect(onDisk()).toEqual([])
  expect(await secondHalf(uploadId)).toBe('upload.unknown')
  await again()
  expect(bugs).toEqual([])
})

test('an upload into a list that is in use ends as it does alone: the list stays as it was, says why, and takes the next one', async () => {
  const listId = await again()
  const { uploadId } = await start({ listId, mode: 'delta' })
  await firstHalf(uploadId)
  expect(await codeOf(t, 'POST', '/api/lists', { name: 'a list', trust: 'verified', format: 'csv', into: { listId, mode: 'delta' }, bytes: 1 })).toBe('list.busy')
  t.pass(5 * MINUTE)
  await expect.poll(() => told(listId), { timeout: 5000 }).toEqual({ state: 'ready', failure: 'list.interrupted', phase: null })
  expect(onDisk()).toHaveLength(1)
  const next = await start({ listId, mode: 'delta' })
  await firstHalf(next.uploadId)
  t.lockSystem()
  await t.signIn('amelie')
  expect(await told(listId)).toEqual({ state: 'ready', failure: 'list.interrupted', phase: null })
  const last = await start({ listId, mode: 'delta' })
  expect([await firstHalf(last.uploadId), await secondHalf(last.uploadId)]).toEqual(['written', 'written'])
  await succeed(t, 'POST', `/api/lists/${listId}/finish`)
  await expect.poll(() => told(listId)).toEqual({ state: 'ready', failure: null, phase: null })
})

test('a chunk that is refused may be sent as it should be; one that shows another file than was told ends the upload', async () => {
  const { listId, uploadId } = await start()
  expect(await put(uploadId, 0, BYTES.subarray(0, HALF), BYTES)).toBe('upload.wrong_digest')
  expect(await secondHalf(uploadId)).toBe('upload.wrong_offset')
  expect(await firstHalf(uploadId)).toBe('written')
  expect(await told(listId)).toEqual({ state: 'importing', failure: null, phase: 'sending' })
  expect(await put(uploadId, HALF, BYTES)).toBe('upload.too_large')
  expect(await told(listId)).toEqual({ state: 'failed', failure: 'upload.too_large', phase: null })
  expect(await secondHalf(uploadId)).toBe('upload.unknown')
  expect(onDisk()).toEqual([])
  await again()
})

test('a chunk that cannot be written, by whatever fault, ends the upload', async () => {
  const { listId, uploadId } = await start()
  rmSync(join(t.profile, 'scratch'), { recursive: true })
  expect(await firstHalf(uploadId)).toBe('internal')
  expect(await told(listId)).toEqual({ state: 'failed', failure: 'internal', phase: null })
  expect(bugs.join('')).toContain('ENOENT')
  t.lockSystem()
  await t.signIn('amelie')
  await again()
})

test('a thread that dies as it reads a list ends the import', async () => {
  const workers = mkdtempSync(join(tmpdir(), 'paravent-workers-'))
  for (const name of readdirSync(resolve('workstation/workers'))) symlinkSync(resolve('workstation/workers', name), join(workers, name))
  // The built entry goes before the source.
  const dying = join(workers, 'list-import.js')
  writeFileSync(dying, `import { parentPort } from 'node:worker_threads'\nimport ${JSON.stringify(pathToFileURL(resolve('workstation/workers/list-import.ts')).href)}\nlet asks = 0\nparentPort.on('message', () => { if ((asks += 1) === 2) process.exit(3) })\n`)
  Object.assign(t.ports.paths, { workers })
  t.lockSystem()
  await t.signIn('amelie')

  const { listId, uploadId } = await start()
  await firstHalf(uploadId)
  await secondHalf(uploadId)
  await succeed(t, 'POST', `/api/lists/${listId}/finish`)
  await expect.poll(() => told(listId)).toEqual({ state: 'failed', failure: 'internal', phase: null })
  await expect.poll(onDisk).toEqual([])
  expect(bugs.join('')).toContain('bug in background')
  rmSync(dying)
  await again()
  rmSync(workers, { recursive: true })
})
