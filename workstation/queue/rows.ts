import type { QueueRow } from '../../contract/api.ts'
import type { Match } from '../../contract/match.ts'
import type { Policy } from '../../contract/policy.ts'
import type { MediaState } from '../../contract/words.ts'
import { byNearness } from '../matching/nearness.ts'
import { watchOf } from './entry.ts'
import type { QueueEntry } from './entry.ts'
import { priorityAt } from './priority.ts'
import type { AnalysedMedia, AnalysisSource, ItemMedia, ItemSource, MatchSource } from './sources.ts'
import type { TaxonomyIndex } from './taxonomy-index.ts'

export interface RowParts {
  items: ItemSource
  analysis: AnalysisSource
  matches: MatchSource
  policy: Policy
  taxonomy: TaxonomyIndex
  clock: { now(): string }
  /** A covered picture's address, or null where there is none. */
  thumbnail(sha256: string): string | null
}

/** What the list of the queue shows of an entry; null where its item is no longer there. */
export function rowOf(entry: QueueEntry, parts: RowParts): QueueRow | null {
  const { items, analysis, matches } = parts
  const item = items.item(entry.itemId)
  const report = item === null ? null : items.report(item.reportId)
  if (item === null || report === null) return null
  const media = contentFirst(items.mediaOf(entry.itemId))
  const facts = media.map(it => analysis.facts(it.sha256))
  const analysed = facts.filter(it => it !== null)
  const { state, kind, source, receivedAt, prequalification, outcome, moved } = entry
  const first = media[0]
  const matched = media.map(it => ({ matches: matches.matchesOf(it.sha256) }))
  return {
    id: item.id, reportId: report.id, reference: report.reference, source, receivedAt, state, kind, prequalification, outcome, moved,
    media: media.length,
    mediaState: worstState(facts),
    failure: analysed.map(it => it.failure).find(it => it !== null) ?? null,
    durationSeconds: analysed.map(it => it.durationSeconds).find(it => it !== null) ?? null,
    damaged: analysed.some(it => it.damaged),
    suspectedInfraction: report.suspectedInfraction,
    violent: isViolent(report, entry, parts.taxonomy),
    priority: priorityAt(entry.terms, receivedAt, parts.clock.now(), parts.policy.priority),
    match: shortMatch(matched.flatMap(it => it.matches)),
    watched: watchOf(matched) !== null,
    lookAlikes: lookAlikeItems(item.id, media, parts).length,
    seenBefore: items.seenBefore(item.id).length > 0,
    thumbnailUrl: first === undefined ? null : parts.thumbnail(first.sha256),
  }
}

/** Captures stand behind the content, each in the order of arrival. */
export function contentFirst(media: readonly ItemMedia[]): ItemMedia[] {
  return [...media.filter(it => it.role === 'content'), ...media.filter(it => it.role === 'capture')]
}

export interface LookAlikeItem {
  itemId: string
  sha256: string
  distance: number
  transform: ReturnType<MatchSource['lookAlikesOf']>[number]['transform']
}

/** Other items whose pictures look like one of this item's, the nearest of each, nearest first. */
export function lookAlikeItems(itemId: string, media: readonly ItemMedia[], { items, matches }: Pick<RowParts, 'items' | 'matches'>): LookAlikeItem[] {
  const nearest = new Map<string, LookAlikeItem>()
  for (const { sha256 } of media) {
    for (const { other, distance, transform } of matches.lookAlikesOf(sha256)) {
      for (const id of items.itemsOfMedia(other)) {
        if (id !== itemId && distance < (nearest.get(id)?.distance ?? Infinity)) nearest.set(id, { itemId: id, sha256: other, distance, transform })
      }
    }
  }
  return [...nearest.values()].sort((a, b) => a.distance - b.distance || (a.itemId < b.itemId ? -1 : 1))
}

export function isViolent(report: { violent: boolean; suspectedInfraction: string | null }, entry: Pick<QueueEntry, 'infraction'>, taxonomy: TaxonomyIndex): boolean {
  const named = [report.suspectedInfraction, entry.infraction]
  return report.violent || named.some(id => id !== null && taxonomy.infraction(id)?.violent === true)
}

function worstState(analysed: readonly (AnalysedMedia | null)[]): MediaState | null {
  if (analysed.length === 0) return null
  const states = analysed.map(it => it?.state ?? 'pending')
  return (['failed', 'analysing', 'pending'] as const).find(state => states.includes(state)) ?? 'ready'
}

function shortMatch(all: readonly Match[]): QueueRow['match'] {
  const matches = all.filter(it => it.list.kind !== 'watch')
  const nearest = matches.find(it => it.kind === 'exact') ?? [...matches].sort(byNearness)[0]
  return nearest === undefined ? null : { kind: nearest.kind, certainty: nearest.certainty, listName: nearest.list.name, trust: nearest.list.trust, distance: nearest.distance }
}
