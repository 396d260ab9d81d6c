import { FIRST_PREVIOUS, type EventContent } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import { eventName, quarantineName } from '../events/event-name.ts'
import { decisionOf, itemOf } from '../events/events.store.ts'
import { readEvent } from '../events/read-event.ts'
import { isSignedBy } from '../events/signature.ts'
import type { RecordSeal } from '../sealing/record.ts'
import { readReceipt, sha256, type Receipt, type ReceiptHead } from './receipt.ts'
import type { ReceiptEntry, StoredEvent, StoredQuarantine } from './receipts.store.ts'

/**
 * changed: an event, or what is said of it, is not what was received. forged: its person did not sign it. removed: it, or its receipt, is
 * missing. moved: another receipt stands in its place. cut: the receipts end too early. added: an event that was never received.
 */
export type ReceiptFault = 'changed' | 'forged' | 'removed' | 'moved' | 'cut' | 'added'

/** The first fault: at which receipt, and in whose chain where that is known. */
export interface FoundFault {
  receipt: number
  deviceId: string | null
  sequence: number | null
  fault: ReceiptFault
}

/** Goes along the receipts one by one and stops at the first fault. */
export interface ReceiptCheck {
  next(entry: ReceiptEntry): FoundFault | null
  head(): ReceiptHead
  devices(): ReadonlyMap<string, ChainHead>
}

export interface ReceiptCheckParts {
  seal: Pick<RecordSeal, 'open'>
  /** The keys that a person ever had on a device. */
  keysOf(deviceId: string, personId: string): readonly string[]
  /** An end of the chain that was written down before. */
  known: ReceiptHead | null
}

export function createReceiptCheck({ seal, keysOf, known }: ReceiptCheckParts): ReceiptCheck {
  let head: ReceiptHead = { number: 0, hash: FIRST_PREVIOUS }
  const devices = new Map<string, ChainHead>()

  function faultIn(receipt: Receipt, { event, quarantine }: ReceiptEntry): ReceiptFault | null {
    const before = devices.get(receipt.deviceId) ?? { sequence: 0, hash: FIRST_PREVIOUS }
    if (receipt.place !== null && receipt.place !== before.sequence + 1) return 'changed'
    if (receipt.code !== null) return quarantine === null ? 'removed' : quarantineFits(seal, receipt, quarantine) ? null : 'changed'
    if (event === null) return 'removed'
    const content = contentOf(seal, receipt, event)
    if (content === null || content.previous !== before.hash) return 'changed'
    const bytes = seal.open(eventName(event.id), event.sealed)
    return isSignedBy(keysOf(receipt.deviceId, content.personId), bytes, event.signature) ? null : 'forged'
  }

  return {
    head: () => head,
    devices: () => devices,
    next(entry) {
      const number = head.number + 1
      const receipt = readReceipt(entry.bytes)
      const at = (fault: ReceiptFault): FoundFault => ({ receipt: number, deviceId: receipt?.deviceId ?? null, sequence: receipt?.place ?? null, fault })
      if (entry.number !== number) return { receipt: number, deviceId: null, sequence: null, fault: 'removed' }
      if (receipt === null || sha256(entry.bytes) !== entry.hash) return at('changed')
      if (receipt.number !== number) return { ...at('moved'), deviceId: null, sequence: null }
      // Whole by itself, but not after the one before it: that one was written anew with its hash.
      if (receipt.previous !== head.hash) return { receipt: Math.max(1, head.number), deviceId: null, sequence: null, fault: 'changed' }
      const named = receipt.code === null ? entry.eventId === receipt.eventId && entry.quarantineId === null : entry.eventId === null
      const fault = named ? faultIn(receipt, entry) : 'changed'
      if (fault !== null) return at(fault)
      if (known?.number === number && known.hash !== entry.hash) return at('changed')
      head = { number, hash: entry.hash }
      if (receipt.place !== null) devices.set(receipt.deviceId, { sequence: receipt.place, hash: receipt.hash })
      return null
    },
  }
}

/** What an accepted event says, where bytes, receipt and every column agree; else null. */
function contentOf(seal: Pick<RecordSeal, 'open'>, receipt: Receipt, event: StoredEvent): EventContent | null {
  const bytes = openOrNull(seal, eventName(event.id), event.sealed)
  if (bytes === null) return null
  const { content, digest } = readEvent({ bytes, hash: event.hash, signature: event.signature })
  if (content === null || digest !== receipt.digest || digest !== receipt.hash) return null
  const told = [event.hash, event.signature, event.receivedAt.toISOString(), event.deviceId, event.sequence, event.id, event.previous, event.type, event.personId, event.itemId, event.decisionId]
  const said = [receipt.hash, receipt.signature, timeOf(receipt), receipt.deviceId, receipt.place, receipt.eventId, content.previous, content.type, content.personId, itemOf(content), decisionOf(content)]
  const itself = content.deviceId === receipt.deviceId && content.sequence === receipt.place && content.id === receipt.eventId
  return itself && told.every((value, i) => value === said[i]) ? content : null
}

function quarantineFits(seal: Pick<RecordSeal, 'open'>, receipt: Receipt, row: StoredQuarantine): boolean {
  const bytes = openOrNull(seal, quarantineName(row.deviceId, row.digest), row.sealed)
  if (bytes === null || sha256(bytes) !== receipt.digest) return false
  const told = [row.deviceId, row.place, row.eventId, row.hash, row.digest, row.code, row.signature, row.receivedAt.toISOString()]
  const said = [receipt.deviceId, receipt.place, receipt.eventId, receipt.hash, receipt.digest, receipt.code, receipt.signature, timeOf(receipt)]
  return told.every((value, i) => value === said[i])
}

/** Columns have milliseconds, and so do our clocks. */
function timeOf({ at }: Receipt): string {
  return new Date(at).toISOString()
}

/** What does not open is not what was sealed. */
function openOrNull(seal: Pick<RecordSeal, 'open'>, name: string, sealed: Uint8Array): string | null {
  try {
    return seal.open(name, sealed)
  } catch {
    return null
  }
}
