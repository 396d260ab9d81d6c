import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'
import { openTestWorkstation, PASSPHRASE } from '../../tests/support/workstation.ts'
import type { ListAsked } from './hashlists.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const row = (name: string, classification = 'A', reference = '', removed = '') => `sha256,${digestOf(name)},${classification},${reference},,,${removed}`
const HEADER = 'algorithm,value,classification,source_reference,added,expires,removed'
const source = (rows: string[]) => {
  const bytes = Buffer.from([HEADER, ...rows, ''].join('\n'))
  return { bytes: bytes.length, async *read() { yield bytes } }
}
const fresh = async (rows: string[], asked: Partial<ListAsked> = {}) =>
  (await desk.hashLists.importFrom({ name: 'a list', trust: 'verified', format: 'csv', meaning: { A: 'violence' }, ...asked }, source(rows))).id
const into = (listId: string, mode: 'replace' | 'delta', rows: string[]) =>
  desk.hashLists.importFrom({ name: 'ignored', trust: 'unverified', format: 'csv', into: { listId, mode } }, source(rows))
const find = (name: string) => desk.hashLists.exactEntries('sha256', digestOf(name)).map(it => [it.id, it.classification])[0]
const bad = (line: number) => [line, 'list.row_value']

test('a delta adds, changes and removes; what stays keeps its id, what was set aside stays told, and the queue follows', async () => {
  const id = await fresh([row('one'), row('two'), 'md5,bad,A,,,,'])
  const { itemId } = desk.addItem({ media: [{ name: 'three' }] })
  await desk.idle()
  const { revision } = desk.hashLists.readyLists()[0]!
  await into(id, 'delta', [row('two', 'B'), row('three'), row('one', 'A', '', '1'), 'md5,worse,A,,,,', row('never there', 'A', '', 'true'), row('three', 'B')])
  await desk.idle()
  expect([find('one'), find('two'), find('three')]).toEqual([undefined, [2, 'B'], [4, 'A']])
  expect(desk.hashLists.list(id)).toMatchObject({ name: 'a list', trust: 'verified', state: 'ready', entries: 2, counts: { sha256: 2 }, rejected: 3, progress: null })
  expect(desk.hashLists.rejections(id, 0).rejections.map(it => [it.line, it.code])).toEqual([bad(4), bad(5), [7, 'list.row_contradiction']])
  expect(desk.hashLists.readyLists()[0]!.revision).not.toBe(revision)
  expect(readdirSync(join(desk.folder, 'lists'))).toHaveLength(1)
  expect(desk.queue.entry(itemId)?.known).toBe('exact')
})

test('a replacement leaves exactly what the file says, by the ids of before, and never gives an id again', async () => {
  const id = await fresh([row('one'), row('two'), 'md5,bad,A,,,,'])
  await into(id, 'replace', [row('two'), row('four')])
  expect([find('one'), find('two'), find('four')]).toEqual([undefined, [2, 'A'], [4, 'A']])
  expect(desk.hashLists.list(id)).toMatchObject({ entries: 2, rejected: 0 })
  await into(id, 'delta', [row('four', 'A', '', '1')])
  await into(id, 'delta', [row('five')])
  expect(find('five')).toEqual([5, 'A'])
})

test('a removal takes back what stood before it in the file, not what comes after', async () => {
  const id = await fresh([row('one')])
  await into(id, 'delta', [row('two'), row('two', 'A', '', '1'), row('one', 'A', '', '1'), row('one', 'B')])
  expect([find('one'), find('two')]).toEqual([[1, 'B'], undefined])
})

test('an update that fails or is cut off leaves the list as it was, in use, and says why', async () => {
  const id = await fresh([row('one')])
  await expect(into(id, 'delta', ['md5,bad,,,,,'])).rejects.toMatchObject({ code: 'list.no_valid_row' })
  expect(desk.hashLists.list(id)).toMatchObject({ state: 'ready', failure: 'list.no_valid_row', entries: 1 })
  const gate = Promise.withResolvers<void>()
  const slow = { bytes: 1000, async *read() { yield Buffer.from(`${HEADER}\n${row('two')}\n`); await gate.promise; yield Buffer.from('\n') } }
  const asked = { name: '', trust: 'verified', format: 'csv', into: { listId: id, mode: 'replace' } } as const
  const cut = desk.hashLists.importFrom(asked, slow).catch((error: unknown) => error)
  while (readdirSync(join(desk.folder, 'lists')).length < 2) await new Promise(resolve => setTimeout(resolve, 5))
  await expect(into(id, 'delta', [row('two')])).rejects.toMatchObject({ code: 'list.busy' })
  const reopened = desk.reopen()
  gate.resolve()
  await reopened
  expect(await cut).toMatchObject({ code: 'session.locked' })
  expect(desk.hashLists.list(id)).toMatchObject({ state: 'ready', failure: 'list.interrupted', entries: 1 })
  expect([find('one'), find('two')]).toEqual([[1, 'A'], undefined])
  expect(readdirSync(join(desk.folder, 'lists'))).toHaveLength(1)
})

test('a list whose terms have ended matches nothing more; StopNCII is never verified', async () => {
  const id = await fresh([row('one')], { terms: { expiresAt: '2026-11-23T00:00:00.000Z', mayShare: false } })
  expect(find('one')).toEqual([1, 'A'])
  desk.clock.time += 86_400_000
  expect(find('one')).toBeUndefined()
  expect(desk.hashLists.entry(id, 1)).toBeNull()
  expect(desk.hashLists.setTerms(id, { expiresAt: null, mayShare: true }).terms).toEqual({ expiresAt: null, mayShare: true })
  expect(find('one')).toEqual([1, 'A'])
  const asked = { name: 'n', format: 'stopncii' } as const
  await expect(desk.hashLists.importFrom({ ...asked, trust: 'verified' }, source([]))).rejects.toMatchObject({ code: 'list.never_verified' })
  await expect(desk.hashLists.importFrom({ name: '', trust: 'unverified', format: 'stopncii', into: { listId: id, mode: 'delta' } }, source([]))).rejects.toMatchObject({ code: 'list.never_verified' })
})

test('a file of before that cannot be removed costs the list nothing', async () => {
  const t = openTestWorkstation()
  await t.setUp('amelie', 'supervisor')
  const { hashLists } = await t.workstation.unlock('amelie', PASSPHRASE)
  const asked = { name: 'a list', trust: 'verified', format: 'csv' } as const
  const { id } = await hashLists.importFrom(asked, source([row('one')]))
  const files = (): string[] => readdirSync(join(t.profile, 'lists'))
  const [before = ''] = files()
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const whole = source([row('two')])
  const blocking = {
    ...whole,
    async *read() {
      yield* whole.read()
      // No file any more, as one that another program holds is none to be removed.
      mkdirSync(join(t.profile, 'lists', `${before}-shm`))
    },
  }
  expect(await hashLists.importFrom({ ...asked, into: { listId: id, mode: 'delta' } }, blocking)).toMatchObject({ state: 'ready', failure: null, entries: 2 })
  expect(hashLists.exactEntries('sha256', digestOf('two'))).toHaveLength(1)
  expect(stderr.mock.calls.join('')).toContain('bug in background')
  stderr.mockRestore()
  await t.close()
})
