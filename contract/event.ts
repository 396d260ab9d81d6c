import { z } from 'zod'
import { Qualification } from './qualification.ts'
import { Report, ReportedItem } from './report.ts'
import { DecisionBasis, Id, SecondLookVerdict, Sha256, Time } from './words.ts'

/**
 * An event is what a person did, in a chain per device. What is stored, sent and verified are its exact bytes
 * (UTF-8 JSON of `EventContent`); its hash is SHA-256 of those bytes, each content names the hash before, and its person signed the bytes.
 */

/** `previous` of a device's first event. */
export const FIRST_PREVIOUS = '0'.repeat(64)

const base = {
  /** UUIDv7; the same id is never applied twice. */
  id: Id,
  deviceId: Id,
  personId: Id,
  /** 1, 2, 3 … per device, without a gap. */
  sequence: z.int().min(1),
  previous: Sha256,
  at: Time,
}

export const DecisionPayload = Qualification.extend({
  itemId: Id,
  reportId: Id,
  basis: DecisionBasis,
  taxonomyVersion: z.string(),
  /** What other workstations recognise the item by: media, and SHA-256 of the normalised URL. */
  media: z.array(Sha256),
  urlDigest: Sha256.nullable(),
  /** State of the item after the decision, by the written rules. */
  itemState: z.enum(['decided', 'second_look']),
})
export type DecisionPayload = z.infer<typeof DecisionPayload>

export const SecondLookPayload = z.object({
  itemId: Id,
  reportId: Id,
  decisionId: Id,
  verdict: SecondLookVerdict,
  reason: z.string(),
  amended: Qualification.nullable(),
})

export const EventContent = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('report.taken_in'), payload: z.object({ report: Report, items: z.array(ReportedItem) }) }),
  z.object({ ...base, type: z.literal('item.media_added'), payload: z.object({ itemId: Id, media: ReportedItem.shape.media }) }),
  z.object({ ...base, type: z.literal('item.opened'), payload: z.object({ itemId: Id }) }),
  z.object({ ...base, type: z.literal('decision.made'), payload: DecisionPayload }),
  z.object({ ...base, type: z.literal('decision.withdrawn'), payload: z.object({ decisionId: Id, itemId: Id, reportId: Id }) }),
  z.object({ ...base, type: z.literal('second_look.given'), payload: SecondLookPayload }),
  z.object({ ...base, type: z.literal('session.opened'), payload: z.object({}) }),
  z.object({ ...base, type: z.literal('session.closed'), payload: z.object({ why: z.enum(['signed_out', 'locked']) }) }),
  // Who opens this workstation, and how, became another.
  z.object({ ...base, type: z.literal('account.passphrase_changed'), payload: z.object({ by: z.enum(['passphrase', 'recovery_code']) }) }),
  z.object({ ...base, type: z.literal('account.recovery_code_renewed'), payload: z.object({}) }),
  z.object({ ...base, type: z.literal('account.slot_added'), payload: z.object({ personId: Id }) }),
  z.object({ ...base, type: z.literal('account.slot_removed'), payload: z.object({ personId: Id }) }),
  z.object({ ...base, type: z.literal('list.imported'), payload: z.object({ listId: Id, name: z.string(), entries: z.int() }) }),
])
export type EventContent = z.infer<typeof EventContent>
export type EventType = EventContent['type']
export type PayloadOf<T extends EventType> = Extract<EventContent, { type: T }>['payload']

/** Types that a person waits for the hub to have; the sync state counts these and not the rest. */
export const ACKNOWLEDGED_TYPES: readonly EventType[] = ['decision.made', 'decision.withdrawn', 'second_look.given']

export const SealedEvent = z.object({
  /** The exact bytes, as text: JSON of `EventContent`, never re-serialised on the way. */
  bytes: z.string().max(512 * 1024),
  hash: Sha256,
  /** Ed25519 of its person over the bytes as UTF-8, 64 bytes as base64url; '' where there is none, and then the hub refuses it. */
  signature: z.string().max(200).default(''),
})
export type SealedEvent = z.infer<typeof SealedEvent>
