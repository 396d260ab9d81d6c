import type { Outcome, SecondLookVerdict } from '../../contract/words.ts'
import type { Standing } from '../queue/entry.ts'

export interface StandingDecision {
  id: string
  outcome: Outcome
  infractions: readonly string[]
  /** What the written rules made of the item when it was decided. */
  itemState: 'decided' | 'second_look'
  madeAt: string
  withdrawnAt: string | null
}

export interface StandingLook {
  id: string
  decisionId: string
  verdict: SecondLookVerdict
  amended: { outcome: Outcome; infractions: readonly string[] } | null
  givenAt: string
}

/** Everything that people did with an item, here and elsewhere, in any order. */
export interface History {
  decisions: readonly StandingDecision[]
  secondLooks: readonly StandingLook[]
}

/**
 * Where an item stands, from its whole history. It depends on the set of what happened and not on the order in which it became known, so
 * that two workstations that worked offline agree once both know all:
 * - a decision that was confirmed or amended makes the item final (the last such verdict speaks);
 * - else the decisions that are neither withdrawn nor returned count: one that asks for a second look keeps the item there;
 * - else the item waits, as returned if it was ever returned.
 */
export function standingOf(history: History): Standing {
  const movedAt = lastMove(history)
  const outcome = qualificationOf(history)?.outcome ?? null
  if (closingLook(history) !== undefined) return { state: 'final', outcome, movedAt }
  const open = openDecisions(history)
  if (open.length > 0) return { state: open.some(it => it.itemState === 'second_look') ? 'second_look' : 'decided', outcome, movedAt }
  return { state: history.secondLooks.length > 0 ? 'returned' : 'waiting', outcome, movedAt }
}

/** What counts as said of an item, and the decision that said it. */
export interface StandingQualification {
  decisionId: string
  outcome: Outcome
  infractions: readonly string[]
}

/** By the same rules. Null where nothing stands, or where what was confirmed is not known here. */
export function qualificationOf(history: History): StandingQualification | null {
  const closing = closingLook(history)
  const decision = closing === undefined ? openDecisions(history).at(-1) : history.decisions.find(it => it.id === closing.decisionId)
  const said = closing?.amended ?? decision
  const decisionId = closing?.decisionId ?? decision?.id
  return said === undefined || decisionId === undefined ? null : { decisionId, outcome: said.outcome, infractions: said.infractions }
}

/** The last look that confirmed or amended. */
function closingLook({ secondLooks }: History): StandingLook | undefined {
  return secondLooks.filter(it => it.verdict !== 'return').sort(byTime(it => it.givenAt)).at(-1)
}

/** Decisions that are neither withdrawn nor returned, oldest first. */
export function openDecisions<D extends StandingDecision>({ decisions, secondLooks }: { decisions: readonly D[]; secondLooks: readonly StandingLook[] }): D[] {
  const returned = new Set(secondLooks.filter(it => it.verdict === 'return').map(it => it.decisionId))
  return decisions.filter(it => it.withdrawnAt === null && !returned.has(it.id)).sort(byTime(it => it.madeAt))
}

function lastMove({ decisions, secondLooks }: History): string | null {
  const times = [...decisions.flatMap(it => [it.madeAt, it.withdrawnAt ?? '']), ...secondLooks.map(it => it.givenAt)]
  return times.sort().at(-1) ?? null
}

function byTime<T extends { id: string }>(time: (it: T) => string): (a: T, b: T) => number {
  const key = (it: T) => `${time(it)} ${it.id}`
  return (a, b) => (key(a) < key(b) ? -1 : 1)
}
