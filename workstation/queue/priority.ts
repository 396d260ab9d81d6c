import type { z } from 'zod'
import type { Priority, PriorityTerm } from '../../contract/api.ts'
import type { Policy } from '../../contract/policy.ts'
import type { ItemState, ReportSource } from '../../contract/words.ts'

export type Term = z.infer<typeof PriorityTerm>
export type Weights = Policy['priority']

/** What the priority of an item comes from. */
export interface PriorityFacts {
  /** 1 … 5, of the infraction suspected or proposed; null where neither is known. */
  severity: number | null
  infraction: string | null
  source: ReportSource
  /** 0 … 1 */
  externalScore: number | null
  state: ItemState
  known: 'exact' | 'similar' | 'none'
  /** The watch that looks for it. */
  watched: string | null
}

const HOUR = 3_600_000

/** The terms that do not change with time; those worth nothing are left out. */
export function standingTerms(facts: PriorityFacts, weights: Weights): Term[] {
  const terms: Term[] = []
  const add = (term: Term['term'], points: number, told: Term['facts']) => {
    const rounded = oneDecimal(points)
    if (rounded !== 0) terms.push({ term, points: rounded, facts: told })
  }
  if (facts.state === 'returned') add('returned', weights.returned, {})
  if (facts.watched !== null) add('watched', weights.watched, { watch: facts.watched })
  if (facts.severity !== null) add('severity', weights.severity[facts.severity - 1] ?? 0, { severity: facts.severity, infraction: facts.infraction ?? '' })
  add('source', weights.source[facts.source] ?? 0, { source: facts.source })
  if (facts.externalScore !== null) add('external_score', facts.externalScore * weights.externalScore, { score: facts.externalScore })
  if (facts.known === 'exact') add('known_exact', weights.knownExact, {})
  if (facts.known === 'similar') add('similar', weights.similar, {})
  return terms
}

/** The points of some terms, to one decimal. */
export function pointsOf(terms: readonly Term[]): number {
  return oneDecimal(terms.reduce((sum, it) => sum + it.points, 0))
}

/** The whole priority at a time: the standing terms and the one that grows. */
export function priorityAt(terms: readonly Term[], receivedAt: string, now: string, weights: Weights): Priority {
  const hours = Math.max(0, (Date.parse(now) - Date.parse(receivedAt)) / HOUR)
  const points = oneDecimal(Math.min(weights.maxForAge, hours * weights.perHourWaiting))
  const all: Term[] = points === 0 ? [...terms] : [...terms, { term: 'age', points, facts: { hours: Math.floor(hours) } }]
  return { points: pointsOf(all), terms: all }
}

/**
 * How an entry is sorted without computing its age anew. While the term of age grows, all grow alike: points minus the
 * points per hour times the hour of arrival keeps their order for ever. Once it is capped (`aged`), the points plus the cap do.
 */
export function rankOf(points: number, receivedAt: string, now: string, weights: Weights): { aged: boolean; rank: number } {
  const aged = weights.perHourWaiting > 0 && receivedAt <= agedBefore(now, weights)
  return { aged, rank: aged ? points + weights.maxForAge : points - weights.perHourWaiting * (Date.parse(receivedAt) / HOUR) }
}

/** What makes a rank that is not aged comparable with one that is, at a time. */
export function growthAt(now: string, weights: Weights): number {
  return weights.perHourWaiting * (Date.parse(now) / HOUR)
}

/** Entries that arrived at this time or before have their whole term of age. Empty where it never grows. */
export function agedBefore(now: string, weights: Weights): string {
  if (weights.perHourWaiting <= 0) return ''
  return new Date(Math.max(0, Date.parse(now) - (weights.maxForAge / weights.perHourWaiting) * HOUR)).toISOString()
}

function oneDecimal(points: number): number {
  return Math.round(points * 10) / 10
}
