import { create } from 'zustand'
import type { QueueQueryInput, QueueRow, QueueView } from '../../contract/api.ts'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'

const PAGE_SIZE = 100

export type Filters = Pick<QueueQueryInput, 'source' | 'kind' | 'known' | 'infraction' | 'q'>
type QueueStore = {
  view: QueueView
  filters: Filters
  total: number
  counts: Partial<Record<QueueView, number>>
  /** Pages of rows that were on screen, by number; others are fetched when they come into sight. */
  pages: Record<number, QueueRow[]>
  loaded: boolean
  problem: Problem | null
}

const EMPTY = { total: 0, counts: {}, pages: {}, loaded: false, problem: null }
export const useQueue = create<QueueStore>(() => ({ view: 'waiting', filters: {}, ...EMPTY }))

/** Answers to an earlier query or an earlier state of the queue are dropped. */
let generation = 0
let visible = { first: 0, last: 0 }
const underWay = new Set<number>()

export function rowAt(index: number): QueueRow | undefined {
  return useQueue.getState().pages[Math.floor(index / PAGE_SIZE)]?.[index % PAGE_SIZE]
}

/** Index of an item among the rows that are loaded; -1 when it is not among them. */
export function indexOf(itemId: string | null, pages = useQueue.getState().pages): number {
  for (const [page, rows] of Object.entries(pages)) {
    const place = rows.findIndex((row) => row.id === itemId)
    if (place >= 0) return Number(page) * PAGE_SIZE + place
  }
  return -1
}

export async function show(change: { view?: QueueView; filters?: Filters }): Promise<void> {
  useQueue.setState((before) => ({ ...before, ...change, pages: {}, loaded: false, problem: null }))
  visible = { first: 0, last: 0 }
  await reload()
}

/** Tells which rows are on screen (indices); what is missing of them is fetched. */
export async function see(first: number, last: number): Promise<void> {
  visible = { first: Math.floor(first / PAGE_SIZE), last: Math.floor(last / PAGE_SIZE) }
  const { pages, loaded } = useQueue.getState()
  if (!loaded) return
  for (let page = visible.first; page <= visible.last; page += 1) if (pages[page] === undefined) await load(page)
}

/** Fetches the pages on screen anew; the others are forgotten. */
export async function reload(): Promise<void> {
  generation += 1
  underWay.clear()
  for (let page = visible.first; page <= visible.last; page += 1) await load(page, page === visible.first)
}

export function queryOf(): QueueQueryInput {
  const { view, filters } = useQueue.getState()
  return { view, ...filters }
}

export function forgetQueue(): void {
  generation += 1
  underWay.clear()
  useQueue.setState(EMPTY)
}

/** What was shown, and filters, go too: another person signs in. */
export function startQueue(view: QueueView): void {
  useQueue.setState({ view, filters: {}, ...EMPTY })
}

async function load(page: number, forgetOthers = false): Promise<void> {
  if (underWay.has(page)) return
  underWay.add(page)
  const asked = generation
  try {
    const answer = await call('queue', { query: { ...queryOf(), offset: page * PAGE_SIZE, limit: PAGE_SIZE } })
    if (asked !== generation) return
    useQueue.setState(({ pages }) => ({
      pages: { ...(forgetOthers ? {} : pages), [page]: answer.rows },
      total: answer.total,
      counts: answer.counts,
      loaded: true,
      problem: null,
    }))
  } catch (thrown) {
    if (asked === generation) useQueue.setState({ problem: problemOf(thrown) })
  } finally {
    if (asked === generation) underWay.delete(page)
  }
}
