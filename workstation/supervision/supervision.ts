import type { GiveSecondLook } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { Queue } from '../queue/queue.ts'
import type { ItemSource } from '../queue/sources.ts'
import type { TaxonomyIndex } from '../queue/taxonomy-index.ts'
import { checkQualification } from '../review/check-qualification.ts'
import type { DecisionRow } from '../review/decision.store.ts'
import type { ItemHistory } from '../review/history.ts'
import type { Store } from '../store/store.ts'
import { createSecondLookStore } from './second-look.store.ts'

export interface SupervisionParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; at: string } }
  items: Pick<ItemSource, 'item'>
  queue: Pick<Queue, 'entry' | 'refreshItems'>
  history: ItemHistory
  exposure: { coverItem(itemId: string): void }
  taxonomy: TaxonomyIndex
  person: Person
  clock: { now(): string }
  /** As the review's. Inside the transaction. */
  onMoved(itemId: string): void
  onRecorded(): void
}

export interface Supervision {
  /**
   * Confirms, amends or returns the decision that waits. @throws AppError item.unknown, session.forbidden, second_look.not_waiting,
   * second_look.own_decision, second_look.reason_required (a return without one), request.invalid and decision.* (a bad amendment)
   */
  give(itemId: string, given: GiveSecondLook): void
  /** A person opened the item: if it is a supervisor on another's decision that waits for a second look, that look has begun. */
  begun(itemId: string): void
  /** Applied once. Joins the caller's transaction. */
  applyForeign(content: Extract<EventContent, { type: 'second_look.given' }>, personName: string): void
}

export function createSupervision(parts: SupervisionParts): Supervision {
  const { store, audit, items, queue, history, exposure, taxonomy, person } = parts
  const looks = createSecondLookStore(store.db)

  /** The decision that a second look of this person would be about. */
  function waiting(itemId: string): DecisionRow {
    if (person.role !== 'supervisor') throw new AppError('session.forbidden')
    const entry = queue.entry(itemId)
    if (entry === null) throw new AppError('item.unknown')
    const open = history.open(itemId)
    const decision = open.findLast(it => it.itemState === 'second_look')
    if (entry.state !== 'second_look' || decision === undefined) throw new AppError('second_look.not_waiting')
    if (open.some(it => it.personId === person.id)) throw new AppError('second_look.own_decision')
    return decision
  }

  function record(itemId: string, { verdict, reason, amended }: GiveSecondLook): void {
    const decision = waiting(itemId)
    const item = items.item(itemId)
    if (item === null) throw new AppError('item.unknown')
    const look = { itemId, decisionId: decision.id, verdict, reason, amended: verdict === 'amend' ? amended : null }
    const { id, at } = audit.append('second_look.given', { ...look, reportId: item.reportId })
    looks.insert({ ...look, id, personId: person.id, personName: person.name, givenAt: at })
    settle(itemId)
  }

  /** The look is over: a decision made after a return may be withdrawn until the next one begins. */
  function settle(itemId: string): void {
    looks.end(itemId)
    queue.refreshItems([itemId])
    parts.onMoved(itemId)
  }

  return {
    give(itemId, given) {
      checkVerdict(given, taxonomy)
      store.transaction(() => {
        record(itemId, given)
        store.afterCommit(() => {
          exposure.coverItem(itemId)
          parts.onRecorded()
        })
      })
    },
    begun(itemId) {
      if (person.role !== 'supervisor' || queue.entry(itemId)?.state !== 'second_look') return
      if (history.open(itemId).some(it => it.personId === person.id)) return
      store.transaction(() => looks.begin(itemId, person.id, parts.clock.now()))
    },
    applyForeign({ id, personId, at, payload }, personName) {
      store.transaction(() => {
        const { reportId: _, ...look } = payload
        looks.insert({ ...look, id, personId, personName, givenAt: at })
        settle(payload.itemId)
      })
    },
  }
}

function checkVerdict({ verdict, reason, amended }: GiveSecondLook, taxonomy: TaxonomyIndex): void {
  if (verdict === 'return' && reason.trim() === '') throw new AppError('second_look.reason_required')
  if (verdict !== 'amend') return
  // An amendment is an answer: it cannot ask for yet another look.
  if (amended === null || amended.outcome === 'second_look') throw new AppError('request.invalid', { path: 'amended' })
  checkQualification(amended, taxonomy)
}
