import type { Because, ListMatching, Match } from '../../contract/match.ts'
import type { Policy } from '../../contract/policy.ts'
import type { Background } from '../background/background.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import type { ListPlace } from '../hashlists/list-place.ts'
import type { Store } from '../store/store.ts'
import { explain } from './explain.ts'
import { createFinder } from './finder.ts'
import { createFingerprintReader } from './fingerprints.store.ts'
import { forgetMatches } from './forget-matches.ts'
import type { Found } from './found.ts'
import { createLoop } from './loop.ts'
import { createMatchTogether } from './match-together.ts'
import { createMatchStore } from './matching.store.ts'
import type { LookAlikeRow, MatchRow } from './matching.store.ts'
import { createOwnPictures } from './own-pictures.ts'
import type { Sought } from './queries.ts'
import { createRematching } from './rematching.ts'
import { replaceMatches } from './replace-matches.ts'
import { createSegments } from './segments.ts'

export interface MatchingParts {
  store: Store
  lists: ListSource
  /** Where the lists lie: snapshots of their indexes lie beside them. */
  place: ListPlace
  policy: Pick<Policy, 'video'>
  background: Background
  clock: { now(): string }
  ids: { next(): string }
  /** Its matches changed, by a list's doing where one is named: what leans on them is to be computed anew. Called inside the transaction that changed them. */
  onMatched(sha256: string, because: Because | null): void
  /** What `inMatching` tells of some list changed. */
  onProgress(): void
  onBackgroundFailure(error: unknown): void
}

export interface Matching {
  /**
   * Matches a media (anew). Exact matches are there when it returns, also before the media is analysed or its bytes are here; similar
   * ones and look-alikes follow in the background. Survives a lock: what was pending goes on at the next opening.
   */
  matchMedia(sha256: string): void
  /** Matches that count now, those that carry most first: exact before similar, near before far. */
  matchesOf(sha256: string): Match[]
  /** What the lists know of a media that is not here; waits until all are indexed, writes nothing. */
  recognise(media: Sought): Promise<Match[]>
  /** Own pictures that look like it, nearest first. */
  lookAlikesOf(sha256: string): LookAlikeRow[]
  /** Media that match a list. */
  mediaMatching(listId: string): string[]
  inMatching(listId: string): ListMatching
  /** For the hash lists, inside their transaction: a list counts from now on, or holds something else as a whole. */
  listReady(listId: string): void
  /** Entries from this id on are new; some before it may have changed or gone. */
  listChanged(listId: string, firstNew: number): void
  listGone(listId: string, listName: string): Generator<void>
  /** Reads lists and own pictures, and goes on with what waited. */
  begin(): void
  /** Resolves when all lists are indexed and nothing waits to be matched. */
  settled(): Promise<void>
  close(): void
}

/** Media that are matched together. */
const TOGETHER = 32
/** Expired entries stop counting at once; what leaned on them is brought up to date this often, in milliseconds. */
const SWEEP_EVERY = 10 * 60 * 1000

export function createMatching(parts: MatchingParts): Matching {
  const { store, lists, background, clock } = parts
  const matches = createMatchStore(store.db)
  const reader = createFingerprintReader(store.db)
  const pictures = createOwnPictures(reader)
  const finder = createFinder({ ...parts, reader })
  const waiting = new Set(matches.pending())
  /** Matched with some lists while others were being read: again when these are there. */
  const incomplete = new Set<string>()
  let loaded = Promise.resolve()
  let sweeping: NodeJS.Timeout | undefined
  let closed = false

  const isReady = (listId: string): boolean => lists.readyLists().some(it => it.id === listId)
  const nameOf = (listId: string): string => lists.facts(listId)?.name ?? ''

  function write(sha256: string, lookedAt: (row: MatchRow) => boolean, found: readonly Found[], because: Because | null): void {
    const standing = found.filter(it => isReady(it.listId))
    if (replaceMatches({ matches, ids: parts.ids, now: clock.now() }, sha256, lookedAt, standing)) parts.onMatched(sha256, because)
  }

  const segments = createSegments({
    lists,
    place: parts.place,
    onReady() {
      for (const sha256 of incomplete) waiting.add(sha256)
      incomplete.clear()
      loop.wake()
    },
    onState: parts.onProgress,
    onFailure: parts.onBackgroundFailure,
  })
  const rematching = createRematching({
    ...{ store, reader, lists, segments, finder, background },
    write: (sha256, lookedAt, found, listId) => write(sha256, lookedAt, found, { because: 'list', listName: nameOf(listId) }),
    revisit: listId => forget.revisit(listId, lists.entry, nameOf(listId)),
    matchAnew: sha256s => store.transaction(() => sha256s.forEach(wait)),
    onProgress: parts.onProgress,
  })
  const matchTogether = createMatchTogether({
    ...{ store, matches, lists, segments, pictures, finder, background },
    write: (sha256, lookedAt, found) => write(sha256, lookedAt, found, null),
    onLookAlikes: sha256 => parts.onMatched(sha256, null),
    onMatched(sha256, whole) {
      if (whole === 'whole') matches.clearPending(sha256)
      else if (whole === 'later') incomplete.add(sha256)
      else wait(sha256)
    },
  })
  const loop = createLoop(() => nextMedia() ?? rematching.next(), parts.onBackgroundFailure)

  function nextMedia(): (() => Promise<void>) | null {
    const some = [...waiting].slice(0, TOGETHER)
    if (some.length === 0) return null
    for (const sha256 of some) waiting.delete(sha256)
    return async () => {
      await loaded
      await matchTogether(some)
    }
  }

  /** Call inside a transaction. */
  function wait(sha256: string): void {
    matches.setPending(sha256)
    store.afterCommit(() => {
      waiting.add(sha256)
      loop.wake()
    })
  }

  function matchMedia(sha256: string): void {
    const prints = reader.ofMedia(sha256)
    if (prints === null) return
    store.transaction(() => {
      write(sha256, row => row.kind === 'exact', finder.exact({ prints, frames: [] }), null)
      wait(sha256)
    })
  }

  function rematch(listId: string, firstNew = 0): void {
    store.transaction(() => {
      rematching.begin(listId, firstNew)
      store.afterCommit(loop.wake)
    })
  }

  const forget = forgetMatches({ store, matches, onMatched: parts.onMatched })
  const inBackground = (task: Iterator<void>): void => void background.run(task).catch(parts.onBackgroundFailure)
  const sweep = (): void => inBackground(forget.expired(lists.entry, listId => lists.facts(listId)?.name ?? null))

  return {
    matchMedia,
    matchesOf: sha256 => explain(matches.ofMedia(sha256), lists),
    async recognise(media) {
      await segments.settled()
      const found = finder.exact(media)
      for (const segment of segments.ready()) found.push(...(await finder.similar([media], segment)))
      return explain(found.map(it => ({ ...it, id: parts.ids.next(), foundAt: clock.now() })), lists)
    },
    lookAlikesOf: matches.lookAlikes,
    mediaMatching: matches.mediaOfList,
    inMatching: listId => ({ matched: matches.countOfList(listId), index: segments.state(listId), rematch: rematching.progress(listId) }),
    listReady(listId) {
      store.afterCommit(() => segments.load(listId, null))
      rematch(listId)
    },
    listChanged(listId, firstNew) {
      store.afterCommit(() => segments.load(listId, firstNew))
      rematch(listId, firstNew)
    },
    *listGone(listId, listName) {
      store.transaction(() => rematching.forget(listId))
      segments.drop(listId).catch(parts.onBackgroundFailure)
      yield* forget.list(listId, listName)
    },
    begin() {
      loaded = background.run(pictures.load(), 'urgent')
      // Whoever waits for it hears of it too; where nobody does, it must not end the program.
      loaded.catch(parts.onBackgroundFailure)
      segments.begin()
      sweeping = setInterval(sweep, SWEEP_EVERY).unref()
      sweep()
      loop.wake()
    },
    async settled() {
      await loaded
      do {
        await segments.settled()
        await loop.settled()
        await background.idle()
      } while (!closed && (waiting.size > 0 || rematching.next() !== null))
    },
    close() {
      closed = true
      clearInterval(sweeping)
      loop.close()
      segments.close()
      rematching.close()
      pictures.close()
    },
  }
}
