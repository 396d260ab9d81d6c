import { z } from 'zod'
import { MediaPrints } from './prints.ts'
import { Qualification } from './qualification.ts'
import { Report, ReportedItem } from './report.ts'
import { DecisionBasis, Id, MatchKind, SecondLookVerdict, Sha256, Time } from './words.ts'

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

/** Whence a fingerprint comes: the item, and the number by which people know its report. */
const whence = { itemId: Id, reportId: Id, reference: z.string().max(80) }

/** A media of an item that was qualified illegal enters our own list. It counts there while the decision it rests on stands. */
export const OwnListAddedPayload = z.object({
  ...whence,
  /** The decision. */
  restsOn: Id,
  /** Its infractions, by their ids in the taxonomy. */
  classification: z.array(z.string().max(80)).min(1).max(10),
  prints: MediaPrints,
})

export const WatchAddedPayload = z.object({
  ...whence,
  name: z.string().min(1).max(120),
  note: z.string().max(2000),
  expiresAt: Time,
  prints: MediaPrints,
})

/** A later report holds what is watched for. Told once for each watch and item, by whoever found it. */
export const WatchMatchedPayload = z.object({ ...whence, watchId: Id, sha256: Sha256, kind: MatchKind, distance: z.int().min(0).max(256) })

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
  z.object({ ...base, type: z.literal('own_list.added'), payload: OwnListAddedPayload }),
  z.object({ ...base, type: z.literal('own_list.removed'), payload: z.object({ addedId: Id, itemId: Id, sha256: Sha256 }) }),
  z.object({ ...base, type: z.literal('watch.added'), payload: WatchAddedPayload }),
  z.object({ ...base, type: z.literal('watch.ended'), payload: z.object({ watchId: Id }) }),
  z.object({ ...base, type: z.literal('watch.matched'), payload: WatchMatchedPayload }),
  z.object({ ...base, type: z.literal('alert.acknowledged'), payload: z.object({ watchId: Id, itemId: Id }) }),
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
