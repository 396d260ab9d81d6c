import type { Decision } from '../../contract/qualification.ts'
import type { DecisionRow } from './decision.store.ts'
import type { ItemHistory } from './history.ts'

/** A decision as the person asking sees it. */
export type DecisionView = (row: DecisionRow) => Decision

export function createDecisionView(history: ItemHistory, person: { id: string }): DecisionView {
  return row => {
    const { deviceId: _, itemState: __, ...decision } = row
    return { ...decision, withdrawable: isWithdrawable(row, history, person.id) }
  }
}

/** One's own, standing, and no second look has begun on it; what is final or was returned is not withdrawn any more. */
export function isWithdrawable(row: DecisionRow, history: ItemHistory, personId: string): boolean {
  if (row.personId !== personId || row.withdrawnAt !== null || history.isBegun(row.itemId)) return false
  return history.standingOf(row.itemId).state !== 'final' && history.open(row.itemId).some(it => it.id === row.id)
}
