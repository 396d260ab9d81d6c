import type { Match } from '../../contract/match.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import type { MatchRow } from './matching.store.ts'
import { byNearness } from './nearness.ts'

/**
 * Matches with what explains them: list, entry, meaning. One whose entry counts no more (expired, its list gone) is left
 * out. Exact before similar, sure before possible, near before far, then by entry.
 */
export function explain(rows: readonly MatchRow[], lists: Pick<ListSource, 'entry' | 'facts'>): Match[] {
  return rows
    .flatMap(row => explainOne(row, lists) ?? [])
    .sort((a, b) => order(a) - order(b) || byNearness(a, b) || byEntry(a, b))
}

/** An order of entries that stays: by list, older lists first, then as the list has them. */
export function byEntry(a: Match, b: Match): number {
  if (a.list.id !== b.list.id) return a.list.id < b.list.id ? -1 : 1
  return a.entry.id - b.entry.id
}

function order(match: Match): number {
  return match.kind === 'exact' ? 0 : 1
}

function explainOne(row: MatchRow, lists: Pick<ListSource, 'entry' | 'facts'>): Match | null {
  const entry = lists.entry(row.listId, row.entryId)
  const list = lists.facts(row.listId)
  if (entry === null || list === null) return null
  const { id, kind, certainty, algorithm, distance, quality, view, entryView, frameSeconds, video, foundAt } = row
  const { classification, sourceReference } = entry
  const infraction = list.meaning[classification] ?? null
  return {
    id, kind, certainty, algorithm, distance, quality, view, entryView, frameSeconds, video, foundAt,
    list: { id: list.id, name: list.name, trust: list.trust, kind: list.kind },
    entry: { id: entry.id, classification, sourceReference, infraction },
  }
}
