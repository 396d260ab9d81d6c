import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { CHUNK_LIMIT, type IntakeSummary, type QueuePage, type StartedIntake, type UploadState } from '../../contract/api.ts'
import type { ReportDraftInput } from '../../contract/report.ts'
import type { TestWorkstation } from './workstation.ts'

/** A workstation as its page speaks to it, in this process or behind a door. */
export type Counter = Pick<TestWorkstation, 'call' | 'request'>

/** Files as they are reported: taken in over the API, in the way of the page. */
export interface ReportedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface TakenIn {
  readonly intakeId: string
  /** In the order of the files. */
  readonly itemIds: readonly string[]
}

/** The body of a call that must work. @throws Error that tells what was answered instead */
export async function succeed<T>(t: Counter, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await t.call(method, path, body)
  if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

/** The code of a call that must be refused. */
export async function codeOf(t: Counter, method: string, path: string, body?: unknown): Promise<string | undefined> {
  return (await t.call(method, path, body)).body.error?.code
}

/** All bytes to an upload, in chunks. */
async function send(t: Counter, path: string, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += CHUNK_LIMIT) {
    const chunk = new Uint8Array(bytes.subarray(offset, offset + CHUNK_LIMIT))
    const headers = { 'X-Offset': String(offset), 'X-Digest': createHash('sha256').update(chunk).digest('hex') }
    const response = await t.request(path, { method: 'PUT', headers, body: chunk })
    if (response.status !== 200) fail(`a chunk was answered ${response.status} ${await response.text()}`)
  }
}

/** One report of these files. */
export async function takeIn(t: Counter, files: readonly ReportedFile[], report: Partial<ReportDraftInput> = {}): Promise<TakenIn> {
  const intakeId = await startIntake(t, report)
  for (const file of files) await succeed(t, 'POST', `/api/uploads/${await uploadTo(t, intakeId, file)}/finish`)
  const summary = await succeed<IntakeSummary>(t, 'POST', `/api/intakes/${intakeId}/finish`)
  return { intakeId, itemIds: summary.files.map(({ itemId, path }) => itemId ?? fail(`${path} became no item`)) }
}

/** A file that is on its way: its intake is not finished. Answers the upload's id. */
export async function beginUpload(t: Counter, file: ReportedFile): Promise<string> {
  return uploadTo(t, await startIntake(t, {}), file)
}

async function startIntake(t: Counter, report: Partial<ReportDraftInput>): Promise<string> {
  const draft = { source: 'public_form', receivedAt: '2026-11-20T07:00:00.000Z', ...report }
  return (await succeed<StartedIntake>(t, 'POST', '/api/intakes', { report: draft })).intakeId
}

async function uploadTo(t: Counter, intakeId: string, { name, bytes }: ReportedFile): Promise<string> {
  const { uploadId } = await succeed<UploadState>(t, 'POST', `/api/intakes/${intakeId}/uploads`, { path: name, bytes: bytes.length })
  await send(t, `/api/uploads/${uploadId}`, bytes)
  return uploadId
}

/** Resolves when no media of the queue waits for its analysis any more. */
export async function whenAnalysed(t: Counter, seconds = 60): Promise<QueuePage> {
  for (let tries = 0; tries < seconds * 20; tries += 1) {
    const page = await succeed<QueuePage>(t, 'GET', '/api/queue?view=all&limit=200')
    if (page.rows.every(({ mediaState }) => mediaState === null || mediaState === 'ready' || mediaState === 'failed')) return page
    await setTimeout(50)
  }
  return fail('the analysis did not end')
}

export interface GivenList {
  readonly name: string
  readonly trust: 'verified' | 'unverified'
  readonly rows: readonly string[]
  readonly meaning?: Record<string, string>
  readonly mayShare?: boolean
}

/** A list comes up and is read; answers its id. The one who is signed in must be a supervisor. */
export async function importList(t: Counter, list: GivenList): Promise<string> {
  const bytes = Buffer.from(['algorithm,value,classification,source_reference,added,expires', ...list.rows].join('\n'))
  const terms = { expiresAt: null, mayShare: list.mayShare ?? false }
  const start = { name: list.name, trust: list.trust, format: 'csv', meaning: list.meaning ?? { A: 'csam' }, terms, bytes: bytes.length }
  const { listId, uploadId } = await succeed<{ listId: string; uploadId: string }>(t, 'POST', '/api/lists', start)
  await send(t, `/api/lists/uploads/${uploadId}`, bytes)
  await succeed(t, 'POST', `/api/lists/${listId}/finish`)
  for (let tries = 0; tries < 400; tries += 1) {
    const { lists } = await succeed<{ lists: { id: string; state: string; failure: string | null }[] }>(t, 'GET', '/api/lists')
    const list = lists.find(({ id }) => id === listId)
    if (list?.state === 'ready') return listId
    if (list?.state === 'failed') return fail(`the list failed with ${list.failure}`)
    await setTimeout(25)
  }
  return fail('the list did not become ready')
}

function fail(why: string): never {
  throw new Error(why)
}
