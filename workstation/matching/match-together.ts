import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import type { Finder } from './finder.ts'
import type { Found } from './found.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import type { MatchRow, MatchStore } from './matching.store.ts'
import { inverse } from './nearness.ts'
import type { LookAlike, OwnPictures } from './own-pictures.ts'
import type { Sought } from './queries.ts'
import type { Segment, Segments } from './segments.ts'

export interface MatchTogetherParts {
  store: Store
  matches: MatchStore
  lists: Pick<ListSource, 'readyLists'>
  segments: Segments
  pictures: OwnPictures
  finder: Finder
  background: Background
  /** Makes those matches of a media that were looked at what was found. Call inside a transaction. */
  write(sha256: string, lookedAt: (row: MatchRow) => boolean, found: readonly Found[]): void
  onLookAlikes(sha256: string): void
  /** All its lists were looked in, or some are not there yet (`later`), or became so meanwhile (`again`). */
  onMatched(sha256: string, whole: 'whole' | 'later' | 'again'): void
}

/** Media whose results are written in one transaction. */
const WRITTEN_AT_ONCE = 8

/** Matches some media with all lists that are indexed, and with this workstation's own pictures; writes what it found. */
export function createMatchTogether(parts: MatchTogetherParts): (sha256s: readonly string[]) => Promise<void> {
  const { store, matches, segments, pictures, finder, background } = parts

  /** Null where the segment went or was replaced meanwhile. */
  async function similarIn(media: readonly Sought[], segment: Segment): Promise<Found[] | null> {
    const isThere = (): boolean => segments.of(segment.listId) === segment
    if (!isThere()) return null
    try {
      return await finder.similar(media, segment)
    } catch (error) {
      if (isThere()) throw error
      return null
    }
  }

  function wholeness(looked: ReadonlySet<string>): 'whole' | 'later' | 'again' {
    const missed = parts.lists.readyLists().filter(it => !looked.has(it.id))
    if (missed.length === 0) return 'whole'
    return missed.some(it => segments.of(it.id) === null) ? 'later' : 'again'
  }

  function writeOne(sought: Sought, similar: readonly Found[], alike: readonly LookAlike[], looked: ReadonlySet<string>): void {
    const { sha256 } = sought.prints
    const ready = new Set(parts.lists.readyLists().map(it => it.id))
    parts.write(sha256, row => row.kind === 'exact' || looked.has(row.listId) || !ready.has(row.listId), [...finder.exact(sought), ...similar])
    matches.forgetLookAlikes(sha256)
    for (const { other, distance, transform } of alike) {
      matches.putLookAlike(sha256, { other, distance, transform })
      matches.putLookAlike(other, { other: sha256, distance, transform: inverse(transform) })
    }
    if (alike.length > 0) parts.onLookAlikes(sha256)
    parts.onMatched(sha256, wholeness(looked))
  }

  return async sha256s => {
    const media = await finder.sought(sha256s)
    pictures.add(media.map(it => it.prints))
    const found: Found[] = []
    const looked = new Set<string>()
    for (const segment of segments.ready()) {
      const similar = await similarIn(media, segment)
      if (similar === null) continue
      looked.add(segment.listId)
      found.push(...similar)
    }
    const alike = await pictures.lookAlikes(media)
    const similarOf = Map.groupBy(found, it => it.sha256)
    await background.run((function* () {
      for (let at = 0; at < media.length; at += WRITTEN_AT_ONCE) {
        store.transaction(() => {
          for (const sought of media.slice(at, at + WRITTEN_AT_ONCE)) {
            const { sha256 } = sought.prints
            writeOne(sought, similarOf.get(sha256) ?? [], alike.get(sha256) ?? [], looked)
          }
        })
        yield
      }
    })(), 'urgent')
  }
}
