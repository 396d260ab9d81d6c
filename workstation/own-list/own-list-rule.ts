import type { ItemState } from '../../contract/words.ts'

/** Where an item stands, as far as the own list asks. */
export interface StandingFacts {
  state: ItemState
  outcome: string | null
}

/**
 * Whose media may enter our own list: what was qualified illegal, and nobody has to look at any more, because the written rules asked for
 * no second look or because one confirmed it. What waits for its second look may yet be returned.
 */
export function isConfirmed({ state, outcome }: StandingFacts): boolean {
  return outcome === 'illegal' && (state === 'decided' || state === 'final')
}

/**
 * Whether an entry counts: nobody took it out, and the decision it rests on is still the one that stands, confirmed. So a decision that is
 * withdrawn, returned or amended takes its entries along on each workstation that hears of it, in whatever order things became known;
 * and what is decided anew enters again only by an act.
 */
export function counts(entry: { restsOn: string; removed: boolean }, standing: StandingFacts, standingDecision: string | null): boolean {
  return !entry.removed && isConfirmed(standing) && entry.restsOn === standingDecision
}
