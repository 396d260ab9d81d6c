import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HashList } from '../../contract/match.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'
import { listRows, queuedSha256, wayOf, writeQueued } from '../../tests/support/queued-items.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const count = (table: string): unknown => desk.store.db.prepare(`select count(*) as n from ${table}`).pluck().get()
const only = (): HashList => {
  const [list] = desk.hashLists.all()
  if (list === undefined) throw new Error('no list')
  return list
}

function queued(from: number, to: number): string[] {
  const writing = writeQueued(desk, from, to, desk.clock.now())
  for (;;) {
    const { done, value } = writing.next()
    if (done === true) return value
  }
}

/** What is told of an item whose media has this number, once the list is known. */
function told(itemId: string, number: number) {
  const { known, prequalification, moved } = desk.queue.entry(itemId) ?? {}
  const [match] = desk.matching.matchesOf(queuedSha256(number))
  return { known, kind: prequalification?.kind, infraction: prequalification?.infraction, moved: moved?.because ?? null, view: match?.view ?? null, certainty: match?.certainty ?? null }
}

const NOTHING = { known: 'none', kind: 'none', infraction: null, moved: null, view: null, certainty: null }
const similar = (view: string, certainty = 'match', infraction: string | null = 'violence') => ({ known: 'similar', kind: 'review', infraction, moved: 'list', view, certainty })
const EXPECTED = {
  exact: { known: 'exact', kind: 'close_unseen', infraction: 'violence', moved: 'list', view: null, certainty: 'match' },
  plain: similar('original'),
  mirror: similar('mirror'),
  negative: similar('negative'),
  tilt: similar('tilt+3'),
  possible: similar('tilt-2/grown', 'possible', null),
}

describe('a list that comes reaches what was queued before', () => {
  test('each of 5,000 items gets its verdict once, also where the program stops in the middle, and tells what moved it', { timeout: 180_000 }, async () => {
    const items = queued(0, 5000)
    await desk.idle()
    await desk.importList(listRows(0, 5000, 2000))
    while ((only().rematch?.looked ?? 0) < 1000) await setTimeout(1)
    const before = desk.store.db.prepare('select id, found_at from match').all()
    expect(before.length).toBeGreaterThan(0)
    await desk.reopen()
    expect(only().rematch?.looked).toBeGreaterThanOrEqual(1000)
    expect(only().rematch?.looked).toBeLessThan(5000)
    await desk.idle()
    for (const [number, itemId] of items.entries()) {
      const way = wayOf(number)
      expect({ number, ...told(itemId, number) }).toEqual({ number, ...(way === null ? NOTHING : EXPECTED[way]) })
    }
    expect([only().matched, only().rematch, count('match'), count('rematch'), count('match_pending')]).toEqual([1000, null, 1000, 0, 0])
    // What was found before the stop stays as it was found.
    expect(desk.store.db.prepare('select id, found_at from match').all()).toEqual(expect.arrayContaining(before))
    expect(desk.queue.row(items[0] ?? '')?.moved).toEqual({ because: 'list', listName: 'a list', at: desk.clock.now() })
  })

  test('a list that changes brings what is new in it, and takes what is gone; one that is removed says so', { timeout: 60_000 }, async () => {
    const items = queued(0, 60)
    await desk.idle()
    const rows = listRows(0, 60)
    const listId = await desk.importList(rows.slice(0, 7))
    await desk.idle()
    const before = desk.store.db.prepare('select id from match').pluck().all()
    expect(before).toHaveLength(7)
    await desk.importList(rows.slice(1), { into: { listId, mode: 'replace' } })
    await desk.idle()
    const after = desk.store.db.prepare('select id from match').pluck().all()
    expect(after).toHaveLength(11)
    expect(before.filter(id => after.includes(id))).toHaveLength(6)
    expect(told(items[0] ?? '', 0)).toEqual({ ...NOTHING, moved: 'list' })
    expect(told(items[55] ?? '', 55)).toEqual(EXPECTED.possible)
    await desk.hashLists.remove(listId)
    await desk.idle()
    expect(told(items[55] ?? '', 55)).toEqual({ ...NOTHING, moved: 'list_gone' })
    expect(desk.queue.entry(items[55] ?? '')?.moved?.listName).toBe('a list')
    expect(told(items[1] ?? '', 1)).toEqual(NOTHING)
  })

  test('only entries that are new are looked for: a media that was matched with the others is asked of none of them again', { timeout: 60_000 }, async () => {
    queued(0, 60)
    await desk.idle()
    const listId = await desk.importList(listRows(0, 30))
    await desk.idle()
    // A match that somebody made disappear would come back if the whole list were looked in.
    desk.store.db.prepare('delete from match where sha256 = ?').run(queuedSha256(5))
    await desk.importList(listRows(30, 60), { into: { listId, mode: 'delta' } })
    await desk.idle()
    expect(count('match')).toBe(11)
    expect(desk.matching.matchesOf(queuedSha256(5))).toEqual([])
    expect(desk.matching.matchesOf(queuedSha256(35))).toHaveLength(1)
    // In the index are both, for what comes from now on.
    desk.matching.matchMedia(queuedSha256(5))
    await desk.idle()
    expect(desk.matching.matchesOf(queuedSha256(5))).toHaveLength(1)
  })

  test('an entry that expires moves what leaned on it', async () => {
    const [itemId = ''] = queued(5, 6)
    await desk.importList(listRows(5, 6).map(row => `${row}2026-11-23`))
    await desk.idle()
    expect(told(itemId, 5)).toEqual(EXPECTED.plain)
    desk.clock.time += 86_400_000
    await desk.reopen()
    await desk.idle()
    expect(told(itemId, 5)).toEqual({ ...NOTHING, moved: 'expired' })
  })
})

test('the index of a large list is there again from its sealed snapshot; a damaged one is built anew, and said', { timeout: 120_000 }, async () => {
  queued(0, 30)
  await desk.importList(listRows(0, 30, 21_000))
  await desk.idle()
  expect(only().index).toEqual({ state: 'ready', because: null })
  const dir = join(desk.folder, 'lists')
  const snapshot = (): string => join(dir, readdirSync(dir).find(name => name.endsWith('.index')) ?? 'none')
  const saved = readFileSync(snapshot())
  expect(saved.includes(Buffer.from(listRows(5, 6)[0]?.slice(4, 68) ?? '', 'hex'))).toBe(false)
  await desk.reopen()
  expect(only().index).toEqual({ state: 'loading', because: null })
  await desk.idle()
  expect(only().index).toEqual({ state: 'ready', because: null })
  saved[1000] = (saved[1000] ?? 0) ^ 1
  writeFileSync(snapshot(), saved)
  await desk.reopen()
  desk.matching.matchMedia(queuedSha256(10))
  await desk.idle()
  expect(only().index).toEqual({ state: 'ready', because: 'index.snapshot_damaged' })
  expect(desk.matching.matchesOf(queuedSha256(10))).toMatchObject([{ view: 'mirror', distance: 31 }])
  await desk.reopen()
  await desk.idle()
  expect(only().index).toEqual({ state: 'ready', because: null })
})

test('what comes while a list is still being read is matched with it as soon as it is there', { timeout: 60_000 }, async () => {
  await desk.importList(listRows(0, 30, 5000))
  await desk.idle()
  await desk.reopen()
  const items = queued(0, 30)
  // All of these come before the list is there.
  for (let number = 0; number < 30; number++) desk.matching.matchMedia(queuedSha256(number))
  expect(only().index?.state).toBe('loading')
  await desk.idle()
  for (const [number, itemId] of items.entries()) {
    const way = wayOf(number)
    expect({ number, ...told(itemId, number) }).toEqual({ number, ...(way === null ? NOTHING : { ...EXPECTED[way], moved: null }) })
  }
  expect(count('match_pending')).toBe(0)
})
