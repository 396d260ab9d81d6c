import type { Match, Moved, Prequalification } from '../../contract/match.ts'
import type { Policy } from '../../contract/policy.ts'
import type { Report } from '../../contract/report.ts'
import type { ItemState, MediaKind, MediaState } from '../../contract/words.ts'
import { prequalifyItem } from '../matching/prequalify.ts'
import { pointsOf, rankOf, standingTerms } from './priority.ts'
import type { Term } from './priority.ts'
import type { TaxonomyIndex } from './taxonomy-index.ts'

/** Where an item stands, by what people decided of it. */
export interface Standing {
  state: ItemState
  outcome: string | null
  /** When that changed last; null where nobody decided anything yet. */
  movedAt: string | null
}

export interface EntryMedia {
  role: 'content' | 'capture'
  kind: MediaKind | null
  state: MediaState
  matches: readonly Match[]
}

/** What the queue shows and sorts by. */
export interface QueueEntry {
  itemId: string
  state: ItemState
  kind: 'image' | 'video' | 'other' | 'url'
  known: 'exact' | 'similar' | 'none'
  failed: boolean
  prequalification: Prequalification
  points: number
  terms: Term[]
  receivedAt: string
  source: Report['source']
  infraction: string | null
  outcome: string | null
  movedAt: string
  rules: string
  aged: boolean
  rank: number
  /** Why its verdict changed without anybody's doing; null where it did not. */
  moved: Moved | null
}

export interface EntryFacts {
  itemId: string
  report: Report
  media: readonly EntryMedia[]
  standing: Standing
  now: string
}

/** The rules that make an entry of the queue from what is known of an item. */
export function entryOf({ itemId, report, media, standing, now }: EntryFacts, policy: Policy, taxonomy: TaxonomyIndex): Omit<QueueEntry, 'moved'> {
  const prequalification = prequalifyItem(media, policy)
  const known = knownBy(media)
  const { severity, infraction } = severest([report.suspectedInfraction, prequalification.infraction], taxonomy)
  const { receivedAt, source, externalScore } = report
  const terms = standingTerms({ severity, infraction, source, externalScore, state: standing.state, known, watched: watchOf(media) }, policy.priority)
  const points = pointsOf(terms)
  return {
    itemId, known, prequalification, terms, points, receivedAt, source,
    state: standing.state,
    outcome: standing.outcome,
    movedAt: standing.movedAt ?? report.createdAt,
    rules: rulesOf(policy, taxonomy),
    kind: kindOf(media),
    failed: media.some(it => it.role === 'content' && it.state === 'failed'),
    infraction: prequalification.infraction ?? report.suspectedInfraction,
    ...rankOf(points, receivedAt, now, policy.priority),
  }
}

/** Names the rules by which an entry was computed. */
export function rulesOf(policy: Policy, taxonomy: TaxonomyIndex): string {
  return `${policy.version} ${taxonomy.version}`
}

/** A video among the media makes it one; without any media it is a URL. Captures count only where there is no content. */
function kindOf(media: readonly EntryMedia[]): QueueEntry['kind'] {
  const content = media.filter(it => it.role === 'content')
  const kinds = (content.length > 0 ? content : media).map(it => it.kind)
  if (kinds.length === 0) return 'url'
  if (kinds.includes('video')) return 'video'
  return kinds.includes('image') ? 'image' : 'other'
}

function knownBy(media: readonly EntryMedia[]): QueueEntry['known'] {
  const kinds = media.flatMap(it => it.matches.filter(match => !isWatch(match)).map(match => match.kind))
  if (kinds.includes('exact')) return 'exact'
  return kinds.includes('similar') ? 'similar' : 'none'
}

function isWatch(match: Match): boolean {
  return match.list.kind === 'watch'
}

/** The name of a watch that looks for what the item holds; the nearest one's. */
export function watchOf(media: readonly { matches: readonly Match[] }[]): string | null {
  const found = media.flatMap(it => it.matches.filter(isWatch)).sort((a, b) => a.distance - b.distance)
  return found[0]?.list.name ?? null
}

function severest(infractions: (string | null)[], taxonomy: TaxonomyIndex): { severity: number | null; infraction: string | null } {
  let most: { severity: number | null; infraction: string | null } = { severity: null, infraction: null }
  for (const infraction of infractions) {
    const severity = infraction === null ? undefined : taxonomy.infraction(infraction)?.severity
    if (severity !== undefined && severity > (most.severity ?? 0)) most = { severity, infraction }
  }
  return most
}
