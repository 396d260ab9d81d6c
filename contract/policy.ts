import { z } from 'zod'
import { Algorithm, Certainty, MatchKind, Outcome, ReportSource, Trust } from './words.ts'

/** The written policy (resources/policies/*.json): rules are data, read in order, the first that fits speaks. */
export const Policy = z.object({
  id: z.string(),
  version: z.string(),
  prequalification: z.array(
    z.object({
      id: z.string(),
      when: z.object({
        kind: MatchKind.optional(),
        certainty: Certainty.optional(),
        trust: Trust.optional(),
        algorithms: z.array(Algorithm).optional(),
        maxDistance: z.int().optional(),
        minQuality: z.int().optional(),
      }),
      /** `close_unseen` is refused at load unless `when` says exact, verified and cryptographic only (law 5). */
      propose: z.enum(['close_unseen', 'review']),
    }),
  ),
  /** From which shares on a video counts as one that a list (or this workstation) knows, percent; below, its matched seconds are shown. */
  video: z
    .object({ minQueryPercent: z.number().min(0).max(100), minEntryPercent: z.number().min(0).max(100) })
    .default({ minQueryPercent: 80, minEntryPercent: 0 }),
  priority: z.object({
    /** Points by severity 1 … 5 (index 0 = severity 1). */
    severity: z.array(z.number()).length(5),
    source: z.record(ReportSource, z.number()),
    perHourWaiting: z.number(),
    maxForAge: z.number(),
    /** An external classifier's score 0 … 1 is multiplied by this. */
    externalScore: z.number(),
    returned: z.number(),
    knownExact: z.number(),
    similar: z.number(),
    /** A watch looks for it. */
    watched: z.number(),
  }),
  secondLook: z.array(
    z.object({
      id: z.string(),
      when: z.object({ outcome: Outcome.optional(), neverSeenBefore: z.boolean().optional() }),
    }),
  ),
})
export type Policy = z.infer<typeof Policy>
