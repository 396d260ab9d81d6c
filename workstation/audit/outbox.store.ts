import type Database from 'better-sqlite3'
import type { ErrorCode } from '../../contract/error.ts'
import { ACKNOWLEDGED_TYPES, type SealedEvent } from '../../contract/event.ts'

export interface OutboxEvent extends SealedEvent {
  sequence: number
  id: string
}

/** The part of the chain that the hub has not spoken of. Everything is there from the event's own transaction on. */
export interface Outbox {
  /** The next events, in the order of the chain. */
  unsent(limit: number): OutboxEvent[]
  mark(sequence: number, status: 'accepted' | 'refused', code: ErrorCode | null): void
  /** Everything after a sequence is to be sent again: the hub does not have it (any more). */
  reopenAfter(sequence: number): void
  /** `waiting`: decisions, withdrawals and second looks not acknowledged; `unsent`: events of all types; `refused`: of all types, and why. */
  counts(): { waiting: number; unsent: number; refused: number; refusedFor: string[] }
}

export function createOutbox(db: Database.Database): Outbox {
  const unsent = db.prepare<[number], OutboxEvent>(
    'select sequence, id, bytes, hash, signature from event where hub_status is null order by sequence limit ?',
  )
  const mark = db.prepare('update event set hub_status = ?, hub_code = ? where sequence = ?')
  const reopen = db.prepare('update event set hub_status = null, hub_code = null where sequence > ? and hub_status is not null')
  const types = ACKNOWLEDGED_TYPES.map((type) => `'${type}'`).join(', ')
  const waiting = db.prepare<[], { waiting: number; unsent: number }>(
    `select count(*) as unsent, count(*) filter (where type in (${types})) as waiting from event where hub_status is null`,
  )
  const refused = db.prepare<[], { refused: number }>(`select count(*) as refused from event where hub_status = 'refused'`)
  const codes = db.prepare<[], { code: string }>(`select distinct hub_code as code from event where hub_status = 'refused' order by hub_code`)
  return {
    unsent: (limit) => unsent.all(limit),
    mark: (sequence, status, code) => void mark.run(status, code, sequence),
    reopenAfter: (sequence) => void reopen.run(sequence),
    counts: () => ({ waiting: 0, unsent: 0, ...waiting.get(), refused: refused.get()?.refused ?? 0, refusedFor: codes.all().map(({ code }) => code) }),
  }
}
