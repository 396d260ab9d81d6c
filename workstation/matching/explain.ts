import type { Match } from '../../contract/match.ts'
import type { HashLists } from '../hashlists/hashlists.ts'
import type { MatchRow } from './matching.store.ts'

/**
 * Matches with what explains them: list, entry, meaning. One whose entry counts no more (expired, its list gone) is left
 * out. Exact before similar, near before far, then by entry and second.
 */
export function explain(rows: readonly MatchRow[], lists: Pick<HashLists, 'entry' | 'facts'>): Match[] {
  return rows
    .flatMap(row => explainOne(row, lists) ?? [])
    .sort((a, b) => order(a) - order(b) || a.distance - b.distance || a.entry.id - b.entry.id || (a.frameSeconds ?? 0) - (b.frameSeconds ?? 0))
}

function order(match: Match): number {
  return match.kind === 'exact' ? 0 : 1
}

function explainOne(row: MatchRow, lists: Pick<HashLists, 'entry' | 'facts'>): Match | null {
  const entry = lists.entry(row.entryId)
  const list = entry === null ? null : lists.facts(entry.listId)
  if (entry === null || list === null) return null
  const { id, kind, algorithm, distance, quality, transform, frameSeconds, foundAt } = row
  const { classification, sourceReference } = entry
  const infraction = list.meaning[classification] ?? null
  return {
    id, kind, algorithm, distance, quality, transform, frameSeconds, foundAt, video: null,
    list: { id: list.id, name: list.name, trust: list.trust },
    entry: { id: entry.id, classification, sourceReference, infraction },
  }
}
