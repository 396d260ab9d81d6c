import { FIRST_PREVIOUS, type EventType, type PayloadOf } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { createEventTable } from './audit.store.ts'
import { sealEvent } from './event-bytes.ts'
import { createOutbox, type Outbox } from './outbox.store.ts'
import type { AuditVerdict } from './verify-chain.ts'
import { verifyLog } from './verify-log.ts'

export interface Audit {
  /**
   * Writes an event at the end of the chain, in the caller's transaction, so that it stands or falls with its effect.
   * Outside a transaction it throws. @throws AppError `request.too_large` for a content over 512 KiB
   */
  append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; sequence: number; hash: string; at: string }
  /** Sequence 0 and `FIRST_PREVIOUS` where nothing was written yet. */
  head(): ChainHead
  hashAt(sequence: number): string | null
  /**
   * Reads the whole chain, a few hundred events at a time so that nothing else waits, and names the first event that was
   * changed, forged, removed, moved or cut off. @param known a head that the hub acknowledged: without one, a cut end cannot show.
   */
  verify(known?: ChainHead | null): Promise<AuditVerdict>
  outbox: Outbox
}

export interface AuditParts {
  store: Store
  ids: { next(): string }
  clock: Pick<Clock, 'now'>
  deviceId: string
  person: { id: string }
  /** Ed25519 of the signed-in person over an event's bytes, base64url. */
  sign(bytes: string): string
  /** The public keys of a person on this device. */
  keysOf(personId: string): readonly string[]
}

export function createAudit({ store, ids, clock, deviceId, person, sign, keysOf }: AuditParts): Audit {
  const table = createEventTable(store.db)
  const head = (): ChainHead => table.head() ?? { sequence: 0, hash: FIRST_PREVIOUS }

  return {
    append(type, payload) {
      if (!store.db.inTransaction) throw new Error(`the event ${type} is written outside the transaction of its effect`)
      const last = head()
      const sequence = last.sequence + 1
      const { content, bytes, hash } = sealEvent({
        id: ids.next(),
        deviceId,
        personId: person.id,
        sequence,
        previous: last.hash,
        at: clock.now(),
        type,
        payload,
      })
      table.insert({ sequence, id: content.id, type, hash, previous: last.hash, bytes, signature: sign(bytes) })
      return { id: content.id, sequence, hash, at: content.at }
    },
    head,
    hashAt: table.hashAt,
    verify: (known = null) => verifyLog(table, keysOf, known),
    outbox: createOutbox(store.db),
  }
}
