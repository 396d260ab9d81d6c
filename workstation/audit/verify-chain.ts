import { FIRST_PREVIOUS, type EventContent } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { EventRow } from './audit.store.ts'
import { hashOf, readEventBytes } from './event-bytes.ts'
import { isSignedBy } from './signature.ts'

/**
 * changed: its bytes, or what is said of them, are not what was written. forged: its bytes fit its hash, but its person did not
 * sign them. removed: it is missing, later ones are there.
 * moved: another stands in its place. cut: it is missing, with all after it, though the hub acknowledged it.
 */
export type Fault = 'changed' | 'forged' | 'removed' | 'moved' | 'cut'
export type AuditVerdict = { intact: true; head: ChainHead } | { intact: false; sequence: number; fault: Fault }

/** Goes along a chain row by row and stops at the first fault. */
export interface ChainCheck {
  /** @returns the fault that this row shows, or null. */
  next(row: EventRow): { sequence: number; fault: Fault } | null
  head(): ChainHead
}

export interface ChainCheckParts {
  /** Whether an event with this number in its content stands anywhere. */
  standsElsewhere(sequence: number): boolean
  /** The public keys of a person on this device. */
  keysOf(personId: string): readonly string[]
  /** A head that the hub acknowledged. */
  known: ChainHead | null
}

export function createChainCheck({ standsElsewhere, keysOf, known }: ChainCheckParts): ChainCheck {
  let head: ChainHead = { sequence: 0, hash: FIRST_PREVIOUS }
  const missing = (sequence: number): Fault => (standsElsewhere(sequence) ? 'moved' : 'removed')
  return {
    head: () => head,
    next(row) {
      const expected = head.sequence + 1
      const content = contentOf(row)
      if (content === null) return { sequence: expected, fault: row.sequence === expected ? 'changed' : missing(expected) }
      if (content.sequence !== expected) return { sequence: expected, fault: missing(expected) }
      // Intact by itself and after its number, but not after its bytes: the one before it was written anew with its hash.
      if (content.previous !== head.hash) return { sequence: Math.max(1, head.sequence), fault: 'changed' }
      if (row.sequence !== expected) return { sequence: expected, fault: 'moved' }
      if (!isSignedBy(keysOf(content.personId), row.bytes, row.signature)) return { sequence: expected, fault: 'forged' }
      if (known?.sequence === expected && known.hash !== row.hash) return { sequence: expected, fault: 'changed' }
      head = { sequence: row.sequence, hash: row.hash }
      return null
    },
  }
}

/** What the row's bytes say; null where they are not those of its hash or the row says otherwise than they do. */
function contentOf(row: EventRow): EventContent | null {
  if (hashOf(row.bytes) !== row.hash) return null
  const content = readEventBytes(row.bytes)
  if (content === null) return null
  return content.id === row.id && content.type === row.type && content.previous === row.previous ? content : null
}

/** After the last row: whether the hub had acknowledged more. */
export function endOf(head: ChainHead, known: ChainHead | null): AuditVerdict {
  if (known !== null && known.sequence > head.sequence) return { intact: false, sequence: head.sequence + 1, fault: 'cut' }
  return { intact: true, head }
}
