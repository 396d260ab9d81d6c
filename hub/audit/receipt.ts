import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ErrorCode } from '../../contract/error.ts'
import { Id, Sha256, Time } from '../../contract/words.ts'

/** That the hub received an event, what of it came, and what became of it. */
export const Receipt = z.strictObject({
  /** 1, 2, 3 … at this hub, without a gap. */
  number: z.int().min(1),
  previous: Sha256,
  at: Time,
  deviceId: Id,
  /** Where it stands in the chain of its device; null for a refused one that stands nowhere in it. */
  place: z.int().min(1).nullable(),
  /** As it says itself; null where it cannot be read. */
  eventId: Id.nullable(),
  /** Why it was refused; null: accepted. */
  code: ErrorCode.nullable(),
  /** As claimed. */
  hash: Sha256,
  /** SHA-256 of the bytes that came. */
  digest: Sha256,
  signature: z.string(),
})
export type Receipt = z.infer<typeof Receipt>

/** What is known of a receipt before it has its place among the others. */
export type NewReceipt = Omit<Receipt, 'number' | 'previous'> & { quarantineId: number | null }

export interface ReceiptHead {
  number: number
  hash: string
}

/** Under which name the end of the chain is sealed (see sealing/record.ts). */
export const HEAD_NAME = 'receipt_head'

export function sealReceipt(receipt: Receipt): { bytes: string; hash: string } {
  const bytes = JSON.stringify(Receipt.parse(receipt))
  return { bytes, hash: sha256(bytes) }
}

/** What sealed bytes say; null where that is no receipt in its one spelling. */
export function readReceipt(bytes: string): Receipt | null {
  const read = Receipt.safeParse(parseJson(bytes)).data ?? null
  return read !== null && JSON.stringify(read) === bytes ? read : null
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** What is not JSON fits no schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
