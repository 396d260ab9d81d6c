import type { HammingIndex } from '../../native/index.ts'
import type { Match } from '../../contract/match.ts'
import type { Background } from '../background/background.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import type { Store } from '../store/store.ts'
import { createEntryIndex } from './entry-index.ts'
import { explain } from './explain.ts'
import { findExact, findLookAlikes, findSimilar } from './find.ts'
import type { Found } from './find.ts'
import { createFingerprintReader } from './fingerprints.store.ts'
import type { Fingerprints } from './fingerprints.store.ts'
import { ALL_MEDIA, createMatchStore } from './matching.store.ts'
import type { LookAlikeRow } from './matching.store.ts'
import { inverse, MIN_QUALITY } from './nearness.ts'
import { createPictureIndex } from './picture-index.ts'
import { replaceMatches } from './replace-matches.ts'

export interface MatchingParts {
  store: Store
  lists: ListSource
  createIndex(): HammingIndex
  background: Background
  clock: { now(): string }
  ids: { next(): string }
  /** Its matches may have changed: what leans on them is to be computed anew. Called inside the transaction that changed them. */
  onMatched(sha256: string): void
  onBackgroundFailure(error: unknown): void
}

export interface Matching {
  /**
   * Matches a media (anew). Exact matches are there when it returns, also before the media is analysed or its bytes are here; similar
   * ones and look-alikes follow in the background. Survives a lock: what was pending goes on at the next opening.
   */
  matchMedia(sha256: string): void
  /** All media, in the background. */
  rematchAll(): void
  /** Matches that count now, those that carry most first: exact before similar, near before far. */
  matchesOf(sha256: string): Match[]
  /** Own pictures that look like it, nearest first. */
  lookAlikesOf(sha256: string): LookAlikeRow[]
  matchedOf(listId: string): number
  /** Media that match a list. */
  mediaMatching(listId: string): string[]
  /** For the hash lists: a list counts from now on, has other entries now, or counts no more. */
  listReady(listId: string): void
  listChanged(listId: string): void
  listGone(listId: string): Generator<void>
  /** Resolves when the entries of the lists that are ready now are in the index. */
  loaded(): Promise<void>
  close(): void
}

/** Media whose results are written in one transaction while everything is matched anew. */
const BATCH = 16
const MATCHES_REMOVED_AT_ONCE = 30
const SWEEP_PAGE = 100
/** Expired entries stop counting at once; what leaned on them is brought up to date this often, in milliseconds. */
const SWEEP_EVERY = 10 * 60 * 1000

export function createMatching(parts: MatchingParts): Matching {
  const { store, lists, background, clock } = parts
  const matches = createMatchStore(store.db)
  const reader = createFingerprintReader(store.db)
  const entries = createEntryIndex(parts.createIndex)
  /** What was read of the lists so far is in the index; background work waits for it. */
  let loading: Promise<void> = Promise.resolve()
  let closed = false
  const pictures = createPictureIndex(reader, parts.createIndex())

  function write(sha256: string, kinds: readonly Found['kind'][], found: readonly Found[]): boolean {
    return replaceMatches({ matches, ids: parts.ids, now: clock.now() }, sha256, kinds, found)
  }

  function inBackground(task: Iterator<void>, urgency: 'urgent' | 'patient'): void {
    loading.then(() => background.run(task, urgency)).catch(parts.onBackgroundFailure)
  }

  /** Reads a list's entries in a thread, then puts them in. A list that is gone meanwhile needs nothing. */
  async function load(listId: string): Promise<void> {
    const isReady = () => !closed && lists.readyLists().some(it => it.id === listId)
    if (!isReady()) return
    try {
      const read = await lists.pdqOf(listId)
      if (isReady()) await background.run(entries.put(listId, read), 'urgent')
    } catch (error) {
      if (isReady()) throw error
    }
  }

  function loadNext(listId: string): void {
    loading = loading.then(() => load(listId)).catch(parts.onBackgroundFailure)
  }

  /** What the index says of one media; exact ones come from the database each time. */
  function* findAll(prints: Fingerprints): Generator<void, Found[]> {
    const similar = yield* findSimilar(prints, reader.frames(prints.sha256), entries, lists.entry)
    return [...findExact(prints, lists.exactEntries), ...similar]
  }

  function* matchOne(sha256: string): Generator<void> {
    const prints = reader.ofMedia(sha256)
    if (prints === null) return
    if (prints.kind === 'image' && prints.pdq !== null && (prints.quality ?? 0) >= MIN_QUALITY) pictures.add(sha256, prints.pdq)
    const found = yield* findAll(prints)
    const alike = yield* findLookAlikes(prints, pictures)
    store.transaction(() => {
      write(sha256, ['exact', 'similar'], found)
      matches.forgetLookAlikes(sha256)
      for (const [other, { distance, transform }] of alike) {
        matches.putLookAlike(sha256, { other, distance, transform })
        matches.putLookAlike(other, { other: sha256, distance, transform: inverse(transform) })
      }
      matches.clearPending(sha256)
      parts.onMatched(sha256)
    })
  }

  function* matchAll(): Generator<void> {
    let results: { sha256: string; found: Found[] }[] = []
    const writeResults = () => {
      store.transaction(() => {
        for (const { sha256, found } of results) if (write(sha256, ['exact', 'similar'], found)) parts.onMatched(sha256)
      })
      results = []
    }
    for (const sha256 of allMedia(reader.media)) {
      const prints = reader.ofMedia(sha256)
      if (prints !== null) results.push({ sha256, found: yield* findAll(prints) })
      if (results.length >= BATCH) writeResults()
      yield
    }
    writeResults()
    store.transaction(() => matches.clearPending(ALL_MEDIA))
  }

  /** Finds media that lean on entries that expired, and matches these anew. */
  function* sweep(): Generator<void> {
    for (let after = ''; ; ) {
      const page = matches.page(after, SWEEP_PAGE)
      for (const { sha256, entryId, listId } of page) if (lists.entry(listId, entryId) === null) matchMedia(sha256)
      const last = page.at(-1)
      if (last === undefined) return
      after = last.id
      yield
    }
  }

  function matchMedia(sha256: string): void {
    const prints = reader.ofMedia(sha256)
    if (prints === null) return
    store.transaction(() => {
      matches.setPending(sha256)
      if (write(sha256, ['exact'], findExact(prints, lists.exactEntries))) parts.onMatched(sha256)
      store.afterCommit(() => inBackground(matchOne(sha256), 'urgent'))
    })
  }

  function rematchAll(): void {
    store.transaction(() => {
      matches.setPending(ALL_MEDIA)
      store.afterCommit(() => inBackground(matchAll(), 'patient'))
    })
  }

  function takeIn(listId: string): void {
    store.afterCommit(() => loadNext(listId))
    rematchAll()
  }

  for (const { id } of lists.readyLists()) loadNext(id)
  inBackground(pictures.load(MIN_QUALITY), 'urgent')
  for (const sha256 of matches.pending()) inBackground(sha256 === ALL_MEDIA ? matchAll() : matchOne(sha256), sha256 === ALL_MEDIA ? 'patient' : 'urgent')
  inBackground(sweep(), 'patient')
  const sweeping = setInterval(() => inBackground(sweep(), 'patient'), SWEEP_EVERY)
  sweeping.unref()

  return {
    matchMedia,
    rematchAll,
    matchesOf: sha256 => explain(matches.ofMedia(sha256), lists),
    lookAlikesOf: matches.lookAlikes,
    matchedOf: matches.countOfList,
    mediaMatching: matches.mediaOfList,
    listReady: takeIn,
    listChanged: takeIn,
    *listGone(listId) {
      for (;;) {
        const media = store.transaction(() => {
          const gone = new Set(matches.removeSomeOfList(listId, MATCHES_REMOVED_AT_ONCE))
          for (const sha256 of gone) parts.onMatched(sha256)
          return gone
        })
        if (media.size === 0) break
        yield
      }
      entries.remove(listId)
    },
    loaded: () => loading,
    close() {
      closed = true
      clearInterval(sweeping)
    },
  }
}

function* allMedia(page: (after: string, limit: number) => string[]): Generator<string> {
  for (let after = ''; ; ) {
    const media = page(after, 100)
    yield* media
    const last = media.at(-1)
    if (last === undefined) return
    after = last
  }
}
