import { z } from 'zod'
import { Id, ReportSource, Time } from './words.ts'

/** What a person or the hub says of a report at its arrival. */
export const ReportDraft = z.object({
  source: ReportSource,
  receivedAt: Time,
  text: z.string().max(20_000).default(''),
  urls: z.array(z.string().max(4000)).max(500).default([]),
  /** Infraction id of the taxonomy that the reporter or the form suspects. */
  suspectedInfraction: z.string().max(80).nullable().default(null),
  violent: z.boolean().default(false),
  contact: z.string().max(500).nullable().default(null),
  /** From an external classifier, 0 … 1. */
  externalScore: z.number().min(0).max(1).nullable().default(null),
})
export type ReportDraft = z.infer<typeof ReportDraft>
export type ReportDraftInput = z.input<typeof ReportDraft>

export const Report = ReportDraft.extend({
  id: Id,
  /** The number people use, e.g. `2026-41083`. */
  reference: z.string(),
  origin: z.enum(['hub', 'local']),
  createdAt: Time,
})
export type Report = z.infer<typeof Report>

/** A URL with, usually, media; or media without a URL. */
export const ReportedItem = z.object({
  id: Id,
  url: z.string().nullable(),
  /** Media of the item, by SHA-256, with the name under which it came. */
  media: z.array(z.object({ sha256: z.string(), name: z.string(), bytes: z.int() })),
})
export type ReportedItem = z.infer<typeof ReportedItem>
