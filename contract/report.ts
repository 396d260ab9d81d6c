import { z } from 'zod'
import { Algorithm, Id, ReportSource, Time } from './words.ts'

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

/** What is computed here is never taken on trust. */
export const ForeignAlgorithm = Algorithm.exclude(['md5', 'sha1', 'sha256', 'pdq', 'vpdq'])

/** A fingerprint that came with a media, as its source writes it: it matches an entry that has the same, and never closes unseen. */
export const ForeignFingerprint = z.object({ algorithm: ForeignAlgorithm, value: z.string().min(1).max(4000) })
export type ForeignFingerprint = z.infer<typeof ForeignFingerprint>

export const ReportedMedia = z.object({
  sha256: z.string(),
  name: z.string(),
  bytes: z.int(),
  fingerprints: z.array(ForeignFingerprint).max(8).optional(),
})

/** A URL with, usually, media; or media without a URL. */
export const ReportedItem = z.object({
  id: Id,
  url: z.string().nullable(),
  /** Media of the item, by SHA-256, with the name under which it came. */
  media: z.array(ReportedMedia),
})
export type ReportedItem = z.infer<typeof ReportedItem>
