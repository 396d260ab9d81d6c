import { z } from 'zod'
import { Id, MatchKind, Time } from './words.ts'

/** A picture or video that is looked for in every later report, for a time. */
export const Watch = z.object({
  /** The event that added it. */
  id: Id,
  name: z.string(),
  note: z.string(),
  addedAt: Time,
  personName: z.string(),
  expiresAt: Time,
  state: z.enum(['active', 'ended', 'expired']),
  /** Of the item that it was taken from. */
  itemId: Id,
  reference: z.string(),
  /** Alerts that it raised. */
  alerts: z.int(),
})
export type Watch = z.infer<typeof Watch>

export const Alert = z.object({
  id: Id,
  watch: z.object({ id: Id, name: z.string() }),
  itemId: Id,
  reportId: Id,
  reference: z.string(),
  kind: MatchKind,
  distance: z.int(),
  foundAt: Time,
  /** false: the item is on another workstation. */
  here: z.boolean(),
  acknowledged: z.object({ at: Time, personName: z.string() }).nullable(),
})
export type Alert = z.infer<typeof Alert>

/** GET /v1/alerts of the hub, newest first. `foundBy` null: the hub itself, by the SHA-256 of a submitted media. */
export const HubAlert = Alert.omit({ here: true }).extend({ foundBy: z.string().nullable() })
export type HubAlert = z.infer<typeof HubAlert>
export const HubAlerts = z.object({ alerts: z.array(HubAlert), more: z.boolean() })
export type HubAlerts = z.infer<typeof HubAlerts>
