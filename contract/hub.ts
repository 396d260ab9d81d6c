import { z } from 'zod'
import { ErrorCode } from './error.ts'
import { SealedEvent } from './event.ts'
import { Report, ReportedItem } from './report.ts'
import { Id, Role, Sha256 } from './words.ts'

/** The hub's protocol, version 1: JSON over HTTP, bearer token but at sign-in. Media bodies are octet streams. */
export const HUB_PROTOCOL = 1

export const Person = z.object({ id: Id, login: z.string(), name: z.string(), role: Role })
export type Person = z.infer<typeof Person>

/** GET /v1/status → HubStatus (no token needed). */
export const HubStatus = z.object({ hub: z.literal('paravent'), protocol: z.int(), demonstration: z.boolean() })
export type HubStatus = z.infer<typeof HubStatus>

/** Ed25519, SPKI DER (44 bytes), base64. */
export const PublicKey = z.base64().length(60)

/** POST /v1/sign-in: HubSignIn → HubSignedIn. A new token of the device for a person enrolled on it; the one before ends. */
export const HubSignIn = z.object({
  login: z.string().min(1).max(120),
  password: z.string().min(1).max(1000),
  device: z.object({ id: Id, name: z.string().max(120) }),
})
export type HubSignIn = z.infer<typeof HubSignIn>

/**
 * POST /v1/enrol: HubEnrol → HubSignedIn. The person on this device, and the key that verifies what they sign on it, by a code that an
 * administrator made for the person and that is used once.
 */
export const HubEnrol = HubSignIn.extend({ publicKey: PublicKey, code: z.string().min(1).max(100) })
export type HubEnrol = z.infer<typeof HubEnrol>
export const HubSignedIn = z.object({ token: z.string(), person: Person })
export type HubSignedIn = z.infer<typeof HubSignedIn>

/** POST /v1/events: PushEvents → PushedEvents. At most 100 events or 2 MiB, in the order of the chain. */
export const PushEvents = z.object({ deviceId: Id, events: z.array(SealedEvent).max(100) })
export type PushEvents = z.infer<typeof PushEvents>
export const PushedEvents = z.object({
  results: z.array(
    z.object({
      id: Id,
      /** duplicate: the hub had it already, the same bytes. refused: kept aside at the hub with its code; never sent again. */
      status: z.enum(['accepted', 'duplicate', 'refused']),
      code: ErrorCode.optional(),
    }),
  ),
  /** What the hub holds of this device's chain; a pusher that is behind or ahead goes on from here. */
  head: z.object({ sequence: z.int(), hash: Sha256 }),
})
export type PushedEvents = z.infer<typeof PushedEvents>

/** GET /v1/events/head?device=ID → ChainHead */
export const ChainHead = PushedEvents.shape.head
export type ChainHead = z.infer<typeof ChainHead>

/**
 * GET /v1/changes?after=POSITION&epoch=EPOCH&limit=N → Changes. A device never gets back its own events. EPOCH is that of the answer in
 * which POSITION came.
 */
export const Change = z.discriminatedUnion('kind', [
  z.object({ position: z.int(), kind: z.literal('report'), report: Report, items: z.array(ReportedItem) }),
  z.object({ position: z.int(), kind: z.literal('event'), event: SealedEvent, personName: z.string() }),
  /** A person as they are now: enrolled on a further device, in another role, or removed. `keys`: all that were ever registered. */
  z.object({
    position: z.int(),
    kind: z.literal('person'),
    person: Person,
    removed: z.boolean(),
    keys: z.array(z.object({ deviceId: Id, publicKey: PublicKey })),
  }),
])
export type Change = z.infer<typeof Change>
export const Changes = z.object({
  changes: z.array(Change),
  next: z.int(),
  more: z.boolean(),
  /** To be given back with `next`. null: of a hub before there were epochs. */
  epoch: Id.nullable().default(null),
  /** The hub was put back to a state before POSITION: this page begins at the start, and events of the device may be gone there. */
  rewound: z.boolean().default(false),
})
export type Changes = z.infer<typeof Changes>

/** GET /v1/media/SHA256 → the bytes; 404 `hub.media_unknown`. */

/** POST /v1/reports (professional platforms, forms, demonstration): a report and its items; media by PUT /v1/media/SHA256 before. */
export const SubmitReport = z.object({ report: Report, items: z.array(ReportedItem) })
export type SubmitReport = z.infer<typeof SubmitReport>
