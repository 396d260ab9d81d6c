import type Database from 'better-sqlite3'
import type { SecondLook } from '../../contract/qualification.ts'
import type { Standing } from '../queue/entry.ts'
import { createSecondLookStore } from '../supervision/second-look.store.ts'
import { createDecisionStore } from './decision.store.ts'
import type { DecisionRow } from './decision.store.ts'
import { openDecisions, qualificationOf, standingOf } from './standing.ts'
import type { StandingQualification } from './standing.ts'

/** What people did with items: read by the queue, the review and the supervision. */
export interface ItemHistory {
  standingOf(itemId: string): Standing
  qualificationOf(itemId: string): StandingQualification | null
  /** Oldest first. */
  decisions(itemId: string): DecisionRow[]
  secondLooks(itemId: string): SecondLook[]
  /** Decisions that are neither withdrawn nor returned, oldest first. */
  open(itemId: string): DecisionRow[]
  /** A supervisor opened it: its decision can no longer be withdrawn. */
  isBegun(itemId: string): boolean
}

export function createItemHistory(db: Database.Database): ItemHistory {
  const decisions = createDecisionStore(db)
  const looks = createSecondLookStore(db)
  const historyOf = (itemId: string) => ({ decisions: decisions.ofItem(itemId), secondLooks: looks.ofItem(itemId) })
  return {
    standingOf: itemId => standingOf(historyOf(itemId)),
    qualificationOf: itemId => qualificationOf(historyOf(itemId)),
    decisions: decisions.ofItem,
    secondLooks: looks.ofItem,
    open: itemId => openDecisions(historyOf(itemId)),
    isBegun: looks.isBegun,
  }
}
