import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { QueueQueryInput } from '../../contract/api.ts'
import { Decide, QueuePage, QueueQuery } from '../../contract/api.ts'
import { ReportSource } from '../../contract/words.ts'
import { digestOf, type NewItem } from '../../tests/support/desk-items.ts'
import { openDesk, START } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'
import { policyOfTests } from '../../tests/support/rules-of-tests.ts'
import { createPageStore } from './page.store.ts'
import type { PageQuery } from './page.store.ts'
import { growthAt } from './priority.ts'
import { matchQuery } from './search.store.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const page = (query: QueueQueryInput = {}) => desk.queue.page(QueueQuery.parse(query))
const ids = async (query: QueueQueryInput = {}) => (await page(query)).rows.map(row => row.id)
const HOUR = 3_600_000

test('what waits is sorted by its points at the time of asking, and each row’s terms tell why', async () => {
  const item = fc.record({
    source: fc.constantFrom(...ReportSource.options),
    suspected: fc.constantFrom(null, 'violence', 'harassment', 'copyright'),
    receivedAt: fc.integer({ min: 0, max: 100 * 60 }).map(minutes => new Date(START - minutes * 60_000).toISOString()),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 80 }), async (items, hours) => {
      desk.store.db.exec('delete from queue_entry')
      desk.clock.time = START
      const made = items.map(it => desk.addItem(it satisfies NewItem).itemId)
      desk.clock.time = START + hours * HOUR
      const { rows, total } = await page({ limit: 200 })
      expect([total, rows.map(row => row.id).sort()]).toEqual([made.length, [...made].sort()])
      const exact = rows.map(row => row.priority.points)
      for (const [at, points] of exact.entries()) expect(points).toBeLessThanOrEqual((exact[at - 1] ?? Infinity) + 0.11)
      for (const row of rows) expect(row.priority.terms.reduce((sum, it) => sum + it.points, 0)).toBeCloseTo(row.priority.points, 6)
      // Pages in a row are the whole, in its order.
      const pieces = await Promise.all([0, 5, 10].map(offset => ids({ offset, limit: 5 })))
      expect(pieces.flat()).toEqual(rows.map(row => row.id))
      expect(await desk.queue.next(rows[0]!.id, QueueQuery.parse({}))).toBe(rows[1]?.id ?? null)
      expect(await desk.queue.next(null, QueueQuery.parse({}))).toBe(rows[0]!.id)
    }),
    { numRuns: 25 },
  )
})

test('views, filters and counts', async () => {
  await desk.importList([`sha256,${digestOf('known')},A,,,`])
  const known = desk.addItem({ media: [{ name: 'known' }], source: 'authorities' }).itemId
  const film = desk.addItem({ media: [{ name: 'film', kind: 'video' }], suspected: 'harassment' }).itemId
  const broken = desk.addItem({ media: [{ name: 'broken', failure: 'picture.undecodable' }] }).itemId
  const url = desk.addItem({ url: 'https://example.org/x' }).itemId
  await desk.idle()
  const filters: [QueueQueryInput, string[]][] = [
    [{}, [known, film, url, broken]],
    [{ kind: 'video' }, [film]], [{ kind: 'url' }, [url]], [{ known: 'exact' }, [known]], [{ known: 'none', kind: 'image' }, [broken]],
    [{ infraction: 'harassment' }, [film]], [{ infraction: 'violence' }, [known]], [{ source: 'authorities' }, [known]],
    [{ view: 'failed' }, [broken]], [{ view: 'returned' }, []],
  ]
  for (const [query, wanted] of filters) {
    const got = await page(query)
    expect([query, got.rows.map(it => it.id).sort(), got.total]).toEqual([query, [...wanted].sort(), wanted.length])
    expect(QueuePage.parse(got)).toEqual(got)
  }
  expect((await page()).rows[0]).toMatchObject({ id: known, kind: 'image', match: { kind: 'exact', listName: 'a list', distance: 0 }, violent: true, mediaState: 'ready' })
  expect((await page({ view: 'failed' })).rows[0]).toMatchObject({ failure: 'picture.undecodable', mediaState: 'failed' })
  desk.clock.time += 1000
  await desk.ana.review.decide(url, Decide.parse({ outcome: 'gone' }))
  desk.clock.time += 1000
  await desk.ana.review.decide(film, Decide.parse({ outcome: 'not_illegal' }))
  expect(await ids({ view: 'decided' })).toEqual([film, url])
  expect((await page()).counts).toEqual({ waiting: 2, returned: 0, second_look: 0, decided: 2, failed: 1, all: 4 })
})

describe('the search', () => {
  test('finds words, beginnings of words, addresses and whole fingerprints; nothing that is typed is an operator', async () => {
    const a = desk.addItem({ text: 'Une vidéo très choquante', url: 'https://pics.example.org/album/77' }).itemId
    const b = desk.addItem({ text: 'another report', media: [{ name: 'one' }] }).itemId
    expect(await ids({ q: 'VIDEO choq' })).toEqual([a])
    expect(await ids({ q: 'https://pics.example.org/album' })).toEqual([a])
    expect(await ids({ q: digestOf('one') })).toEqual([b])
    expect(await ids({ q: digestOf('one', 'md5').toUpperCase() })).toEqual([b])
    for (const q of ['nothing', 'video another', '"', 'body:video', 'NOT report', '* AND (', 'NEAR(video)', digestOf('two')]) expect([q, await ids({ q })]).toEqual([q, []])
    expect(await ids({ q: 'report', view: 'decided' })).toEqual([])
    expect((await page({ q: 'report' })).total).toBe(1)
  })

  test('quotes whatever is typed', () => {
    expect(matchQuery(' say "hi" -- * ')).toBe('"say"* """hi"""*')
  })
})

test('an item whose rules are out of date is computed anew at the next opening', async () => {
  const { itemId } = desk.addItem()
  desk.store.db.prepare(`update queue_entry set rules = 'old', points = 999`).run()
  await desk.reopen()
  await desk.idle()
  expect(desk.queue.entry(itemId)).toMatchObject({ rules: 'tests-1 tests-1', points: 5 })
})

describe('a hundred thousand items', () => {
  const query = (it: Partial<PageQuery> = {}): PageQuery => ({ view: 'waiting', offset: 0, limit: 50, itemIds: null, growth: growthAt(desk.clock.now(), policyOfTests().priority), ...it })

  test('are paged from an index, without a sort of all', () => {
    const pages = createPageStore(desk.store.db)
    for (const view of ['waiting', 'second_look', 'decided', 'all'] as const) {
      const plan = pages.plan(query({ view }))
      expect(plan.filter(it => it.startsWith('SCAN queue_entry') && !it.includes('USING'))).toEqual([])
      expect(plan.filter(it => /queue_by_(rank|move|arrival)/.test(it)).length).toBeGreaterThan(0)
    }
    expect(pages.plan(query({ known: 'exact' })).filter(it => it.includes('COVERING INDEX queue_by_rank'))).toHaveLength(4)
  })

  test('are paged in a small part of the time that reading them all takes, and the next of them is there sooner', async () => {
    const { itemId } = desk.addItem()
    desk.store.db.pragma('foreign_keys = off')
    desk.store.transaction(() =>
      desk.store.db
        .prepare(
          `with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
           insert into queue_entry select printf('item-%06d', i), state, iif(i % 20, 'image', 'video'), iif(i % 50, 'none', 'exact'), failed, prequalification, i % 97, terms,
             received_at, source, infraction, outcome, moved_at, rules, i % 2, (i * 7919) % 10007, null from n join queue_entry on item_id = ?`,
        )
        .run(itemId),
    )
    const pages = createPageStore(desk.store.db)
    const took = async (work: () => unknown): Promise<number> => {
      const times: number[] = []
      for (let run = 0; run < 7; run += 1) {
        const start = performance.now()
        await work()
        times.push(performance.now() - start)
      }
      return Math.min(...times)
    }
    const read = (asked: PageQuery): unknown => [pages.ids(asked), pages.total(asked)]
    const first = await took(() => read(query()))
    const filtered = await took(() => read(query({ known: 'exact', kind: 'video' })))
    const counts = await took(() => pages.counts())
    const deep = await took(() => read(query({ offset: 50_000 })))
    expect(pages.total(query())).toBe(100_001)
    const everything = await took(() => desk.store.db.prepare('select * from queue_entry').all())
    expect(Math.max(first, filtered, counts) / everything).toBeLessThan(1 / 8)
    expect(deep / everything).toBeLessThan(1 / 2)
    const next = await took(() => desk.queue.next(null, QueueQuery.parse({})))
    expect(next, 'the next one is found without a count of all').toBeLessThan((await took(() => pages.total(query()))) / 2)
  })
})
