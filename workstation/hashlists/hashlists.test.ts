import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StartListImport } from '../../contract/api.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const HEADER = 'algorithm,value,classification,source_reference,added,expires'
const ROW = `sha256,${digestOf('one')},A,,,`
const asked = (bytes: number): StartListImport => StartListImport.parse({ name: 'known', origin: 'a hotline', trust: 'verified', format: 'csv', meaning: { A: 'violence' }, bytes })
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => `sha256,${digestOf(`row ${at}`)},A,ref ${at},2024-01-01,`)
const listFiles = () => readdirSync(join(desk.folder, 'lists'))

describe('a list that comes up in chunks', () => {
  test('is imported, told as it goes, and written in the log once', async () => {
    const bytes = Buffer.from([HEADER, ...rowsOf(3000), 'md5,bad,A,,,', ROW, ROW].join('\n'))
    const { listId, uploadId, offset } = desk.hashLists.start(asked(bytes.length))
    expect(offset).toBe(0)
    const chunk = (from: number, to: number) => ({ offset: from, digest: digest(bytes.subarray(from, to)), bytes: bytes.subarray(from, to) })
    await desk.hashLists.append(uploadId, chunk(0, 1000))
    await expect(desk.hashLists.append(uploadId, chunk(5000, 6000))).rejects.toMatchObject({ code: 'upload.wrong_offset', facts: { offset: 1000 } })
    await expect(desk.hashLists.append(uploadId, { ...chunk(1000, 2000), digest: digest(bytes) })).rejects.toMatchObject({ code: 'upload.wrong_digest' })
    expect(() => desk.hashLists.finish(listId)).toThrow(expect.objectContaining({ code: 'upload.incomplete' }))
    await desk.hashLists.append(uploadId, chunk(1000, bytes.length))
    expect(await desk.hashLists.append(uploadId, chunk(0, 1000))).toEqual({ uploadId, offset: bytes.length })
    expect(desk.hashLists.finish(listId)).toMatchObject({ state: 'importing', progress: { bytes: 0, totalBytes: bytes.length } })
    await desk.hashLists.settled()
    expect(desk.hashLists.list(listId)).toMatchObject({ state: 'ready', entries: 3001, rejected: 1, failure: null, progress: null, version: digest(bytes).slice(0, 12) })
    expect(desk.hashLists.rejections(listId, 0)).toEqual({ total: 1, kept: 1, rejections: [{ line: 3002, code: 'list.row_value', excerpt: 'md5,bad,A,,,' }] })
    expect(desk.hashLists.list(listId)).toMatchObject({ counts: { sha256: 3001 }, repeated: 1 })
    expect(desk.events().map(it => it.type)).toEqual(['list.imported'])
  })

  test('can be given up before and after it is whole, and leaves no entry', async () => {
    const { listId } = desk.hashLists.start(asked(10))
    expect(await desk.hashLists.cancel(listId)).toMatchObject({ state: 'cancelled', failure: null, entries: 0 })
    const bytes = Buffer.from([HEADER, ...rowsOf(20_000)].join('\n'))
    const second = desk.hashLists.start(asked(bytes.length))
    for (let at = 0; at < bytes.length; at += 1 << 20) {
      const piece = bytes.subarray(at, at + (1 << 20))
      await desk.hashLists.append(second.uploadId, { offset: at, digest: digest(piece), bytes: piece })
    }
    desk.hashLists.finish(second.listId)
    expect(await desk.hashLists.cancel(second.listId)).toMatchObject({ state: 'cancelled', entries: 0 })
    expect(listFiles()).toEqual([])
    await desk.hashLists.remove(second.listId)
    expect(desk.hashLists.all().map(it => it.id)).toEqual([listId])
    expect(desk.events()).toEqual([])
  })
})

test('what a row says again counts once; what it says otherwise is set aside with its line, and the first stands', async () => {
  const row = (name: string, classification: string, reference = '') => `sha256,${digestOf(name)},${classification},${reference},,`
  const id = await desk.importList([row('one', 'A', 'first'), row('two', 'B'), row('one', 'A', 'again'), row('one', 'B'), row('two', 'A'), row('one', 'B')])
  expect(desk.hashLists.list(id)).toMatchObject({ entries: 2, repeated: 1, rejected: 3 })
  expect(desk.hashLists.rejections(id, 0).rejections.map(it => [it.line, it.code]).sort()).toEqual([5, 6, 7].map(line => [line, 'list.row_contradiction']))
  expect(desk.hashLists.exactEntries('sha256', digestOf('one'))).toMatchObject([{ listId: id, id: 1, classification: 'A', sourceReference: 'first' }])
})

test('a list without any valid row, or with another header, fails and says so', async () => {
  await expect(desk.importList(['md5,bad,A,,,'])).rejects.toMatchObject({ code: 'list.no_valid_row', facts: { rejected: 1 } })
  await expect(desk.importList([], { format: 'ndjson' })).rejects.toMatchObject({ code: 'list.no_valid_row' })
  const bytes = Buffer.from('hash\n1')
  await expect(desk.hashLists.importFrom(asked(6), { bytes: 6, async *read() { yield bytes } })).rejects.toMatchObject({ code: 'list.unknown_format' })
  expect(desk.hashLists.all().map(it => [it.state, it.failure]).sort()).toEqual([['failed', 'list.no_valid_row'], ['failed', 'list.no_valid_row'], ['failed', 'list.unknown_format']])
})

test('an import that a lock or a kill cut off is told as interrupted, matches nothing, and can be removed and imported again', async () => {
  const bytes = Buffer.from([HEADER, ROW, ...rowsOf(20_000)].join('\n'))
  const cut = desk.hashLists.importFrom(asked(bytes.length), { bytes: bytes.length, async *read() { yield bytes } }).catch((error: unknown) => error)
  while (!desk.hashLists.all()[0]?.progress?.rows) await new Promise(resolve => setTimeout(resolve, 2))
  await desk.hashLists.close()
  expect(await cut).toMatchObject({ code: 'session.locked' })
  expect(desk.hashLists.all()[0]).toMatchObject({ state: 'importing' })
  const { itemId } = desk.addItem({ media: [{ name: 'one' }, { name: 'row 1' }] })
  expect(desk.queue.entry(itemId)?.known).toBe('none')
  await desk.reopen()
  await desk.idle()
  const [list] = desk.hashLists.all()
  expect(list).toMatchObject({ state: 'failed', failure: 'list.interrupted', entries: 0 })
  expect(listFiles()).toEqual([])
  await desk.hashLists.remove(list!.id)
  await desk.importList([ROW])
  await desk.idle()
  expect(desk.queue.entry(itemId)?.known).toBe('exact')
})

test('the window is not held up while a list comes in', async () => {
  const bytes = Buffer.from([HEADER, ...rowsOf(60_000)].join('\n'))
  const delays: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    delays.push(performance.now() - last - 5)
    last = performance.now()
    // The page writes too: a setting, a decision.
    desk.store.transaction(() => desk.store.db.prepare(`insert into meta (key, value) values ('cursor', ?) on conflict do update set value = excluded.value`).run(String(last)))
  }, 5)
  try {
    await desk.hashLists.importFrom(asked(bytes.length), { bytes: bytes.length, async *read() { yield bytes } })
  } finally {
    clearInterval(timer)
  }
  expect(desk.hashLists.all()[0]?.entries).toBe(60_000)
  const sorted = delays.sort((a, b) => a - b)
  // Half of the time hardly at all; a bound for the worst would measure the machine that the tests run on.
  expect(sorted[sorted.length >> 1]).toBeLessThan(20)
})
