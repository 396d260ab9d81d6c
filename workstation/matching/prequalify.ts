import type { Match, Prequalification } from '../../contract/match.ts'
import type { Policy } from '../../contract/policy.ts'
import { isConclusive } from './conclusive.ts'
import { byNearness } from './nearness.ts'
import { byEntry } from './explain.ts'

/** The matches of one media of an item. */
export interface MatchedMedia {
  role: 'content' | 'capture'
  matches: readonly Match[]
}

type Rule = Policy['prequalification'][number]

/**
 * What the matches of one media propose, by the policy's first rule that fits one of them; among several that fit, the
 * nearest speaks. Law 5 holds whatever the policy says: only a conclusive match can propose to close unseen, only where it
 * says what the content is, and only where no other conclusive match says something else.
 */
export function prequalify(all: readonly Match[], policy: Policy): Prequalification {
  // A watch says what is looked for, not what it is in law.
  const matches = all.filter(it => it.list.kind !== 'watch')
  for (const rule of policy.prequalification) {
    const match = nearest(matches.filter(it => fits(it, rule)))
    if (match !== undefined) return proposal(match, matches, rule, policy)
  }
  return { kind: 'none', outcome: null, infraction: null, matchId: null, rule: 'none', policyVersion: policy.version }
}

/**
 * What the matches of all media of an item propose. An item is closed unseen only where each media of its content is matched
 * so, to the same infraction; otherwise the strongest proposal among its media stands as one to review.
 */
export function prequalifyItem(media: readonly MatchedMedia[], policy: Policy): Prequalification {
  const proposals = media.map(it => ({ role: it.role, proposed: prequalify(it.matches, policy) }))
  const content = proposals.filter(it => it.role === 'content').map(it => it.proposed)
  const infractions = new Set(content.map(it => it.infraction))
  const [first] = content
  if (first !== undefined && infractions.size === 1 && content.every(it => it.kind === 'close_unseen')) return first
  const strongest = proposals.map(it => it.proposed).sort((a, b) => strength(b) - strength(a))[0]
  if (strongest === undefined) return prequalify([], policy)
  return strongest.kind === 'close_unseen' ? { ...strongest, kind: 'review' } : strongest
}

function fits(match: Match, { when }: Rule): boolean {
  if (when.kind !== undefined && match.kind !== when.kind) return false
  if (when.certainty !== undefined && match.certainty !== when.certainty) return false
  if (when.trust !== undefined && match.list.trust !== when.trust) return false
  if (when.algorithms !== undefined && !when.algorithms.includes(match.algorithm)) return false
  if (when.maxDistance !== undefined && match.distance > when.maxDistance) return false
  return when.minQuality === undefined || match.quality === null || match.quality >= when.minQuality
}

/** The nearest match; among equals one that says what it means, then the first entry of the oldest list, so that the answer is stable. */
function nearest(matches: readonly Match[]): Match | undefined {
  const silent = (match: Match) => (match.entry.infraction === null ? 1 : 0)
  return [...matches].sort((a, b) => byNearness(a, b) || silent(a) - silent(b) || byEntry(a, b))[0]
}

function proposal(match: Match, all: readonly Match[], rule: Rule, policy: Policy): Prequalification {
  // A possible match is a hint to look at, never a word on what it is.
  const infraction = match.certainty === 'possible' ? null : match.entry.infraction
  const closes = rule.propose === 'close_unseen' && isConclusive(match) && infraction !== null && !contradicted(infraction, all)
  return {
    kind: closes ? 'close_unseen' : 'review',
    outcome: infraction === null ? null : 'illegal',
    infraction,
    matchId: match.id,
    rule: rule.id,
    policyVersion: policy.version,
  }
}

function contradicted(infraction: string, all: readonly Match[]): boolean {
  return all.some(it => isConclusive(it) && it.entry.infraction !== null && it.entry.infraction !== infraction)
}

function strength(proposed: Prequalification): number {
  return { none: 0, review: 1, close_unseen: 2 }[proposed.kind] + (proposed.infraction === null ? 0 : 0.5)
}
