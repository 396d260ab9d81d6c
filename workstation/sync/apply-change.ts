import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { EventContent, SealedEvent } from '../../contract/event.ts'
import { Change } from '../../contract/hub.ts'
import type { Report, ReportedItem } from '../../contract/report.ts'
import { hashOf, readEventBytes } from '../audit/event-bytes.ts'
import { isSignedBy } from '../audit/signature.ts'
import type { People, PersonChange } from '../people/people.store.ts'
import { reportBug } from '../report-bug.ts'
import type { Store } from '../store/store.ts'
import type { MediaToFetch } from './sync.store.ts'

export type ForeignEvent<T extends EventContent['type']> = Extract<EventContent, { type: T }>

/** Where changes go. Called inside a transaction, perhaps again for the same report or event: by its id it does nothing then. */
export interface ChangeTakers {
  intake: { receiveReport(report: Report, items: ReportedItem[]): void }
  review: {
    applyForeignDecision(content: ForeignEvent<'decision.made'>, personName: string): void
    applyForeignWithdrawal(content: ForeignEvent<'decision.withdrawn'>): void
  }
  people: Pick<People, 'keysOf'> & { told(change: PersonChange): void }
  supervision: { applyForeign(content: ForeignEvent<'second_look.given'>, personName: string): void }
  ownList: {
    applyAdded(content: ForeignEvent<'own_list.added'>, personName: string): void
    applyRemoved(content: ForeignEvent<'own_list.removed'>): void
  }
  watches: {
    applyAdded(content: ForeignEvent<'watch.added'>, personName: string): void
    applyEnded(content: ForeignEvent<'watch.ended'>): void
  }
  alerts: {
    applyMatched(content: ForeignEvent<'watch.matched'>): void
    applyAcknowledged(content: ForeignEvent<'alert.acknowledged'>, personName: string): void
  }
}

export interface ApplyParts extends ChangeTakers {
  store: Store
  deviceId: string
  mediaToFetch: MediaToFetch
}

/**
 * Applies one change of the hub, all of it or nothing. @returns why it could not be: the caller sets it aside.
 * @throws when the disk refuses: then it is not the change's fault, and it comes again.
 */
export function applyChange(parts: ApplyParts, untrusted: unknown): ErrorCode | null {
  const change = Change.safeParse(untrusted)
  if (!change.success) return 'hub.bad_answer'
  try {
    parts.store.transaction(() => apply(parts, change.data))
    return null
  } catch (error) {
    if (!(error instanceof AppError)) reportBug('sync', error)
    else if (error.code.startsWith('disk.')) throw error
    return error instanceof AppError ? error.code : 'internal'
  }
}

function apply(parts: ApplyParts, change: Change): void {
  if (change.kind === 'person') return parts.people.told(change)
  if (change.kind === 'event') return applyEvent(parts, readForeign(parts, change.event), change.personName)
  parts.intake.receiveReport(change.report, change.items)
  for (const media of change.items.flatMap((item) => item.media)) parts.mediaToFetch.add(media)
}

function readForeign({ people }: ApplyParts, { bytes, hash, signature }: SealedEvent): EventContent {
  if (hashOf(bytes) !== hash) throw new AppError('event.bad_hash')
  const content = readEventBytes(bytes)
  if (content === null) throw new AppError('event.bad_content')
  const keys = people.keysOf(content.personId, content.deviceId)
  if (keys.length === 0) throw new AppError('event.not_enrolled')
  if (!isSignedBy(keys, bytes, signature)) throw new AppError('event.bad_signature')
  return content
}

/** Other types (who opened what, sessions, others' own reports) change nothing here. */
function applyEvent({ deviceId, review, supervision, ownList, watches, alerts }: ApplyParts, content: EventContent, personName: string): void {
  if (content.deviceId === deviceId) return
  switch (content.type) {
    case 'decision.made':
      return review.applyForeignDecision(content, personName)
    case 'decision.withdrawn':
      return review.applyForeignWithdrawal(content)
    case 'second_look.given':
      return supervision.applyForeign(content, personName)
    case 'own_list.added':
      return ownList.applyAdded(content, personName)
    case 'own_list.removed':
      return ownList.applyRemoved(content)
    case 'watch.added':
      return watches.applyAdded(content, personName)
    case 'watch.ended':
      return watches.applyEnded(content)
    case 'watch.matched':
      return alerts.applyMatched(content)
    case 'alert.acknowledged':
      return alerts.applyAcknowledged(content, personName)
  }
}
