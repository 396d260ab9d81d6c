import type { QueuePage, QueueQuery, QueueRow } from '../../contract/api.ts'
import type { Because } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import { entryOf, rulesOf } from './entry.ts'
import type { EntryMedia, QueueEntry } from './entry.ts'
import { movedOf } from './moved.ts'
import { createPageStore } from './page.store.ts'
import type { PageQuery } from './page.store.ts'
import { agedBefore, growthAt } from './priority.ts'
import { createQueueStore } from './queue.store.ts'
import { rowOf } from './rows.ts'
import type { RowParts } from './rows.ts'
import type { Search } from './search.ts'
import type { StandingSource } from './sources.ts'

export interface QueueParts extends RowParts {
  store: Store
  search: Search
  standingOf: StandingSource
  background: Background
  signals: { send(signal: Signal): void }
  onBackgroundFailure(error: unknown): void
}

export interface Queue {
  /** Computes these items' entries anew; an item that is not taken in has none. Joins the caller's transaction. */
  refreshItems(itemIds: readonly string[]): void
  /** @param because whose doing it is, where it is a list's: an item whose verdict changes tells it */
  refreshItemsOfMedia(sha256: string, because?: Because | null): void
  page(query: QueueQuery): Promise<QueuePage>
  /** The first of the order asked for that is not `afterId`; null when nothing waits. */
  next(afterId: string | null, query: QueueQuery): Promise<string | null>
  /** @returns null when the item is unknown or not taken in */
  entry(itemId: string): QueueEntry | null
  row(itemId: string): QueueRow | null
  /** Brings entries of older rules up to date. */
  begin(): void
  close(): Promise<void>
}

const REFRESHED_AT_ONCE = 10
const LOOKED_AT_AT_ONCE = 500
/** One transaction's items may be many; the page is then told once. */
const ITEMS_TOLD = 50

export function createQueue(parts: QueueParts): Queue {
  const { store, items, analysis, matches, policy, taxonomy, clock, search } = parts
  const entries = createQueueStore(store.db)
  const pages = createPageStore(store.db)
  const tell = createTelling(parts)

  function mediaOf(itemId: string): EntryMedia[] {
    return items.mediaOf(itemId).map(({ sha256, role }) => {
      const facts = analysis.facts(sha256)
      return { role, kind: facts?.kind ?? null, state: facts?.state ?? 'pending', matches: matches.matchesOf(sha256) }
    })
  }

  function refresh(itemId: string, because: Because | null): void {
    const item = items.item(itemId)
    const report = item === null ? null : items.report(item.reportId)
    if (item === null || report === null || !item.takenIn) return
    const facts = { itemId, report, media: mediaOf(itemId), standing: parts.standingOf(itemId), now: clock.now() }
    const entry = entryOf(facts, policy, taxonomy)
    entries.put({ ...entry, moved: movedOf(entries.entry(itemId), entry, because, facts.now) })
  }

  function refreshItems(itemIds: readonly string[], because: Because | null = null): void {
    if (itemIds.length === 0) return
    store.transaction(() => {
      for (const itemId of itemIds) refresh(itemId, because)
      store.afterCommit(() => tell.changed(itemIds))
    })
  }

  /** Entries that an older policy or taxonomy made. */
  function* refreshOutdated(): Generator<void> {
    const rules = rulesOf(policy, taxonomy)
    for (let after = ''; ; ) {
      const page = entries.page(after, LOOKED_AT_AT_ONCE)
      const last = page.at(-1)
      if (last === undefined) return
      const outdated = page.filter(it => it.rules !== rules).map(it => it.id)
      for (let at = 0; at < outdated.length; at += REFRESHED_AT_ONCE) {
        refreshItems(outdated.slice(at, at + REFRESHED_AT_ONCE))
        yield
      }
      after = last.id
      yield
    }
  }

  /** Entries whose term of age reached its cap since the last look are ranked by their whole points from now on. */
  function ageEntries(): void {
    const before = agedBefore(clock.now(), policy.priority)
    if (before !== '' && entries.hasToAge(before)) store.transaction(() => entries.age(before, policy.priority.maxForAge))
  }

  async function readPage(query: QueueQuery): Promise<{ itemIds: string[]; total: number }> {
    const { q, ...rest } = query
    const asked = q?.trim() ?? ''
    const itemIds = asked === '' ? null : await search.items(asked)
    ageEntries()
    const page: PageQuery = { ...rest, itemIds, growth: growthAt(clock.now(), policy.priority) }
    return pages.page(page)
  }

  function row(itemId: string): QueueRow | null {
    const entry = entries.entry(itemId)
    return entry === null ? null : rowOf(entry, parts)
  }

  return {
    refreshItems: itemIds => refreshItems(itemIds),
    refreshItemsOfMedia: (sha256, because = null) => refreshItems(items.itemsOfMedia(sha256), because),
    async page(query) {
      const { itemIds, total } = await readPage(query)
      return { rows: itemIds.flatMap(id => row(id) ?? []), total, counts: pages.counts() }
    },
    async next(afterId, query) {
      const { itemIds } = await readPage({ ...query, offset: 0, limit: 2 })
      return itemIds.find(id => id !== afterId) ?? null
    },
    entry: entries.entry,
    row,
    begin: () => void parts.background.run(refreshOutdated()).catch(parts.onBackgroundFailure),
    async close() {
      tell.close()
      await search.close()
    },
  }
}

/** Tells the page what changed, gathered over a moment: an analysis of many files would else send a signal for each step of each. */
function createTelling({ signals }: Pick<QueueParts, 'signals'>): { changed(itemIds: readonly string[]): void; close(): void } {
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  function send(): void {
    timer = null
    signals.send({ type: 'queue' })
    if (waiting.size <= ITEMS_TOLD) for (const itemId of waiting) signals.send({ type: 'item', itemId })
    waiting.clear()
  }

  return {
    changed(itemIds) {
      for (const itemId of itemIds) waiting.add(itemId)
      timer ??= setTimeout(send, 40)
    },
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
