import { z } from 'zod'
import { DecisionBasis, Id, Outcome, SecondLookVerdict, Time } from './words.ts'

/** What a person says of an item. */
export const Qualification = z.object({
  outcome: Outcome,
  /** Ids of the taxonomy; at least one when the outcome is `illegal`. */
  infractions: z.array(z.string().max(80)).max(10).default([]),
  labels: z.array(z.string().max(80)).max(30).default([]),
  reason: z.string().max(4000).default(''),
})
export type Qualification = z.infer<typeof Qualification>

export const Decision = Qualification.extend({
  id: Id,
  itemId: Id,
  personId: Id,
  personName: z.string(),
  basis: DecisionBasis,
  madeAt: Time,
  taxonomyVersion: z.string(),
  withdrawnAt: Time.nullable(),
  /** Whether the person asking may still withdraw it (own, not final, second look not begun). */
  withdrawable: z.boolean(),
})
export type Decision = z.infer<typeof Decision>

export const SecondLook = z.object({
  id: Id,
  itemId: Id,
  decisionId: Id,
  personId: Id,
  personName: z.string(),
  verdict: SecondLookVerdict,
  reason: z.string().max(4000),
  amended: Qualification.nullable(),
  givenAt: Time,
})
export type SecondLook = z.infer<typeof SecondLook>
