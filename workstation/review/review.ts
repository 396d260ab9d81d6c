import type { Decide, Decided, ItemDetail, Today } from '../../contract/api.ts'
import { QueueQuery } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import type { Prequalification } from '../../contract/match.ts'
import type { Qualification } from '../../contract/qualification.ts'
import type { DecisionBasis } from '../../contract/words.ts'
import type { Queue } from '../queue/queue.ts'
import type { Store } from '../store/store.ts'
import { checkQualification } from './check-qualification.ts'
import { createDecisionView, isWithdrawable } from './decision-view.ts'
import { createDecisionStore, keysOf } from './decision.store.ts'
import type { DecisionRow } from './decision.store.ts'
import { detailOf } from './detail.ts'
import type { DetailParts } from './detail.ts'
import { itemStateAfter } from './second-look-rule.ts'
import { earlierDecisions } from './seen-before.ts'
import { startOfDay } from './start-of-day.ts'

export interface ReviewParts extends Omit<DetailParts, 'queue' | 'decisions' | 'view'> {
  store: Store
  queue: Pick<Queue, 'entry' | 'next' | 'refreshItems'>
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; at: string } }
  exposure: { coverItem(itemId: string): void; wasRevealed(itemId: string, personId: string): boolean }
  deviceId: string
  /** What people did with an item changed, here or elsewhere: what leans on that follows. Inside the transaction. */
  onMoved(itemId: string): void
  /** An event that the hub waits for was written: the sync wakes. Called after the commit. */
  onRecorded(): void
  /** A person opened an item that they may well look at: what a reveal needs can be made ready, and shown to nobody. */
  onOpened?(shown: ItemDetail): void
}

export type ContentOf<T extends EventType> = Extract<EventContent, { type: T }>

export interface Review {
  /** @throws AppError item.unknown */
  detail(itemId: string): ItemDetail
  /** The detail, and the log knows that this person opened the item; reading it again while it stays open writes nothing more. */
  open(itemId: string): ItemDetail
  /** Whether this is the item that the log knows as opened last. */
  isOpened(itemId: string): boolean
  /** @throws AppError item.unknown, item.not_open_to_decision, decision.*, request.invalid */
  decide(itemId: string, asked: Decide): Promise<Decided>
  /** @throws AppError decision.unknown, decision.not_yours, decision.no_longer_withdrawable */
  withdraw(decisionId: string): ItemDetail
  today(): Today
  /** What others did; each is applied once, whatever the order. Joins the caller's transaction. */
  applyForeignDecision(content: ContentOf<'decision.made'>, personName: string): void
  applyForeignWithdrawal(content: ContentOf<'decision.withdrawn'>): void
}

export function createReview(parts: ReviewParts): Review {
  const { store, items, queue, audit, exposure, history, person, clock, taxonomy, policy } = parts
  const decisions = createDecisionStore(store.db)
  const view = createDecisionView(history, person)
  const detailParts: DetailParts = { ...parts, decisions, view }
  const detail = (itemId: string): ItemDetail => detailOf(itemId, detailParts)
  let opened: string | null = null

  function basisOf(itemId: string, asked: Decide): DecisionBasis {
    if (asked.closeUnseen) return 'exact_match'
    return exposure.wasRevealed(itemId, person.id) ? 'viewed' : 'facts_only'
  }

  /** Known exactly on a verified list, or decided with this outcome before, here or elsewhere. */
  function isSeenBefore(itemId: string, media: readonly string[], outcome: Qualification['outcome']): boolean {
    const onList = media.some(sha256 => parts.matches.matchesOf(sha256).some(it => it.kind === 'exact' && it.list.trust === 'verified'))
    return onList || earlierDecisions(itemId, { items, decisions, history }).some(it => it.outcome === outcome)
  }

  /** Decision, event and state of the item, together. */
  function record(itemId: string, qualification: Qualification, basis: DecisionBasis): DecisionRow {
    const item = items.item(itemId)
    if (item === null) throw new AppError('item.unknown')
    const media = items.mediaOf(itemId).filter(it => it.role === 'content').map(it => it.sha256)
    const itemState = itemStateAfter(qualification.outcome, isSeenBefore(itemId, media, qualification.outcome), policy)
    const taxonomyVersion = taxonomy.version
    const { reportId, urlDigest } = item
    const event = audit.append('decision.made', { ...qualification, itemId, reportId, basis, taxonomyVersion, media, urlDigest, itemState })
    const row: DecisionRow = {
      ...qualification, id: event.id, itemId, basis, taxonomyVersion, itemState, madeAt: event.at, withdrawnAt: null,
      personId: person.id, personName: person.name, deviceId: parts.deviceId,
    }
    decisions.insert(row)
    return row
  }

  function moved(itemId: string): void {
    queue.refreshItems([itemId])
    parts.onMoved(itemId)
  }

  function afterwards(itemId: string): void {
    moved(itemId)
    store.afterCommit(() => {
      exposure.coverItem(itemId)
      parts.onRecorded()
    })
  }

  function withdrawable(decisionId: string): DecisionRow {
    const row = decisions.decision(decisionId)
    if (row === null) throw new AppError('decision.unknown')
    if (row.personId !== person.id) throw new AppError('decision.not_yours')
    if (!isWithdrawable(row, history, person.id)) throw new AppError('decision.no_longer_withdrawable')
    return row
  }

  return {
    detail,
    open(itemId) {
      const shown = detail(itemId)
      if (opened !== itemId) store.transaction(() => audit.append('item.opened', { itemId }))
      opened = itemId
      parts.onOpened?.(shown)
      return shown
    },
    isOpened: (itemId) => opened === itemId,
    async decide(itemId, asked) {
      const row = store.transaction(() => {
        queue.refreshItems([itemId])
        const entry = queue.entry(itemId)
        if (entry === null) throw new AppError('item.unknown')
        if (entry.state !== 'waiting' && entry.state !== 'returned') throw new AppError('item.not_open_to_decision', { state: entry.state })
        const qualification = qualificationOf(asked, entry.prequalification)
        checkQualification(qualification, taxonomy)
        const made = record(itemId, qualification, basisOf(itemId, asked))
        afterwards(itemId)
        return made
      })
      opened = null
      const itemState = queue.entry(itemId)?.state ?? row.itemState
      return { decision: view(row), itemState, nextItemId: await queue.next(itemId, QueueQuery.parse({})) }
    },
    withdraw(decisionId) {
      const { itemId } = store.transaction(() => {
        const row = withdrawable(decisionId)
        const reportId = items.item(row.itemId)?.reportId
        if (reportId === undefined) throw new AppError('item.unknown')
        const { at } = audit.append('decision.withdrawn', { decisionId, itemId: row.itemId, reportId })
        decisions.withdraw(decisionId, at)
        afterwards(row.itemId)
        return row
      })
      return detail(itemId)
    },
    today() {
      const made = decisions.countSince(person.id, startOfDay(clock.now()))
      const of = (basis: DecisionBasis) => made.get(basis) ?? 0
      const withoutReveal = of('exact_match') + of('facts_only')
      return { decisions: withoutReveal + of('viewed'), withoutReveal }
    },
    applyForeignDecision(content, personName) {
      store.transaction(() => {
        if (decisions.decision(content.id) !== null) return
        const { reportId: _, media, urlDigest, ...qualified } = content.payload
        const { id, personId, deviceId, at } = content
        decisions.insert({ ...qualified, id, personId, personName, deviceId, madeAt: at, withdrawnAt: null })
        for (const key of keysOf(media, urlDigest)) decisions.putKey(id, key)
        moved(qualified.itemId)
      })
    },
    applyForeignWithdrawal(content) {
      store.transaction(() => {
        // Set aside with its decision, or it would be over when that is tried again, which then stood for good.
        if (decisions.decision(content.payload.decisionId) === null) throw new AppError('decision.unknown')
        if (decisions.withdraw(content.payload.decisionId, content.at)) moved(content.payload.itemId)
      })
    },
  }
}

/** What is decided: as asked, or as the exact match proposes. @throws AppError decision.not_closable_unseen where it proposes no such thing */
function qualificationOf({ closeUnseen, ...asked }: Decide, proposed: Prequalification): Qualification {
  if (!closeUnseen) return asked
  const { kind, outcome, infraction } = proposed
  if (kind !== 'close_unseen' || infraction === null || asked.outcome !== outcome) throw new AppError('decision.not_closable_unseen')
  if (asked.infractions.some(it => it !== infraction)) throw new AppError('decision.not_closable_unseen')
  return { ...asked, infractions: [infraction] }
}
