import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Decided, HashListPage, ItemDetail, ListRejections, QueuePage, StartedListImport } from '../../contract/api.ts'
import { HashList } from '../../contract/match.ts'
import { openTestWorkstation } from '../../tests/support/workstation.ts'
import type { TestWorkstation } from '../../tests/support/workstation.ts'

let t: TestWorkstation
beforeEach(async () => {
  t = openTestWorkstation()
  await t.setUp('sol', 'supervisor')
  await t.addPerson('ana')
})
afterEach(() => t.close())

async function takeIn(urls: string[]): Promise<void> {
  const draft = { source: 'public_form', receivedAt: '2026-11-20T08:00:00.000Z', urls, suspectedInfraction: 'csam' }
  const { body } = await t.call('POST', '/api/intakes', { report: draft })
  expect((await t.call('POST', `/api/intakes/${body.intakeId}/finish`)).status).toBe(200)
}

test('from the queue to a second look, over the API, in the shapes of the contract', { timeout: 30_000 }, async () => {
  await t.signIn('ana')
  await takeIn(['https://one.example.org', 'https://two.example.org'])
  const page = QueuePage.parse((await t.call('GET', '/api/queue?limit=10&kind=url')).body)
  expect(page).toMatchObject({ total: 2, counts: { waiting: 2 } })
  const [first, second] = page.rows.map(row => row.id) as [string, string]
  expect((await t.call('GET', '/api/queue/next')).body).toEqual({ itemId: first })
  expect((await t.call('GET', `/api/queue/next?after=${first}&view=waiting`)).body).toEqual({ itemId: second })
  expect(ItemDetail.parse((await t.call('GET', `/api/items/${first}`)).body)).toMatchObject({ host: expect.stringContaining('example.org'), may: { decide: true, attach: true } })
  const decided = Decided.parse((await t.call('POST', `/api/items/${first}/decisions`, { outcome: 'illegal', infractions: ['csam'] })).body)
  expect(decided).toMatchObject({ itemState: 'second_look', nextItemId: second, decision: { basis: 'facts_only' } })
  expect((await t.call('GET', '/api/today')).body).toEqual({ decisions: 1, withoutReveal: 1 })
  expect((await t.call('POST', `/api/items/${first}/second-look`, { verdict: 'confirm' })).body.error.code).toBe('session.forbidden')
  expect((await t.call('POST', `/api/decisions/${decided.decision.id}/withdraw`)).body).toMatchObject({ state: 'waiting' })
  await t.call('POST', `/api/items/${first}/decisions`, { outcome: 'illegal', infractions: ['csam'] })
  await t.signIn('sol')
  await t.call('GET', `/api/items/${first}`)
  expect(ItemDetail.parse((await t.call('POST', `/api/items/${first}/second-look`, { verdict: 'return', reason: 'look again' })).body)).toMatchObject({ state: 'returned' })
  await t.signIn('ana')
  expect((await t.call('GET', '/api/queue/next')).body).toEqual({ itemId: first })
  expect((await t.call('GET', '/api/items/0190a000-0000-7000-8000-000000000000')).body.error.code).toBe('item.unknown')
  expect((await t.call('GET', '/api/queue?view=nonsense')).body.error.code).toBe('request.invalid')
})

test('a list comes up in chunks, is imported, looked at and removed', { timeout: 30_000 }, async () => {
  const bytes = Buffer.from(`{"algorithm":"sha1","value":"${'a'.repeat(40)}","classification":"A"}\nnot json\n`)
  const start = { name: 'ours', trust: 'verified', format: 'ndjson', meaning: { A: 'csam' }, bytes: bytes.length }
  const { listId, uploadId } = StartedListImport.parse((await t.call('POST', '/api/lists', start)).body)
  const put = (headers: Record<string, string>) => t.request(`/api/lists/uploads/${uploadId}`, { method: 'PUT', body: bytes, headers })
  expect((await put({ 'X-Offset': 'x' })).status).toBe(400)
  expect(await (await put({ 'X-Offset': '0', 'X-Digest': createHash('sha256').update(bytes).digest('hex') })).json()).toEqual({ uploadId, offset: bytes.length })
  expect(HashList.parse((await t.call('POST', `/api/lists/${listId}/finish`)).body).state).toBe('importing')
  let list: HashList | undefined
  do {
    await new Promise(resolve => setTimeout(resolve, 10))
    list = HashListPage.parse((await t.call('GET', '/api/lists')).body).lists[0]
  } while (list?.state === 'importing')
  expect(list).toMatchObject({ id: listId, state: 'ready', entries: 1, rejected: 1 })
  expect(ListRejections.parse((await t.call('GET', `/api/lists/${listId}/rejections`)).body)).toEqual({ total: 1, kept: 1, rejections: [{ line: 2, code: 'list.row_json', excerpt: 'not json' }] })
  expect((await t.call('POST', `/api/lists/${listId}/cancel`)).body.state).toBe('ready')
  expect((await t.call('DELETE', `/api/lists/${listId}`)).body).toEqual({})
  expect((await t.call('GET', `/api/lists/${listId}/rejections`)).body.error.code).toBe('list.unknown')
  await t.signIn('ana')
  expect((await t.call('POST', '/api/lists', start)).body.error.code).toBe('session.forbidden')
})
