import type { Match } from '../../contract/match.ts'
import type { Report } from '../../contract/report.ts'
import type { MediaKind, MediaState, Symmetry } from '../../contract/words.ts'
import type { Standing } from './entry.ts'

/** What the queue and the review read of other features; `house.ts` hands them over. */

/** Of the intake: reports, items and their media. */
export interface ItemSource {
  report(reportId: string): Report | null
  item(itemId: string): ItemFacts | null
  itemsInReport(reportId: string): number
  mediaOf(itemId: string): ItemMedia[]
  itemsOfMedia(sha256: string): string[]
  /** The same bytes or address in other reports, newest first. */
  seenBefore(itemId: string): { itemId: string; reference: string; because: 'same_url' | 'same_media'; receivedAt: string }[]
}

export interface ItemFacts {
  id: string
  reportId: string
  number: number
  url: string | null
  urlDigest: string | null
  /** Not before is it an item of the queue. */
  takenIn: boolean
}

export interface ItemMedia {
  sha256: string
  name: string
  role: 'content' | 'capture'
  bytes: number
  here: boolean
}

/** Of the analysis. Null for a media that was never handed to it. */
export interface AnalysisSource {
  facts(sha256: string): AnalysedMedia | null
  /** Of a video's strip of covered frames; null where there is none. */
  coveredFacts(sha256: string, kind: 'strip'): { width: number; height: number; seconds: number[] | null } | null
}

export interface AnalysedMedia {
  state: MediaState
  kind: MediaKind | null
  contentType: string | null
  width: number | null
  height: number | null
  durationSeconds: number | null
  hasSound: boolean | null
  damaged: boolean
  failure: string | null
  md5: string | null
  sha1: string | null
  pdq: string | null
  quality: number | null
}

/** Of the matching. */
export interface MatchSource {
  matchesOf(sha256: string): Match[]
  lookAlikesOf(sha256: string): { other: string; distance: number; transform: Symmetry }[]
}

/** Of the review: where an item stands, by its decisions and second looks. */
export type StandingSource = (itemId: string) => Standing
