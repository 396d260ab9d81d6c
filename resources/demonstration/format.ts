import { z } from 'zod'
import { SubmitReport } from '../../contract/hub.ts'
import { Id, Role, Trust } from '../../contract/words.ts'

/** `demonstration.json`: what the hub is filled with and the profile is made from. Media lie beside it in `media/<sha256>`. */
export const Demonstration = z.object({
  /** Of the maker and its surroundings; another stamp means: make it again. */
  stamp: z.string(),
  people: z.array(z.object({ id: Id, login: z.string(), name: z.string(), role: Role, password: z.string() })),
  /** By login: shown on the sign-in page of the demonstration. */
  passphrases: z.record(z.string(), z.string()),
  reports: z.array(SubmitReport),
  lists: z.array(
    z.object({
      name: z.string(),
      origin: z.string(),
      trust: Trust,
      /** CSV of our own format, relative to the folder. */
      file: z.string(),
      meaning: z.record(z.string(), z.string()),
    }),
  ),
  /** What could not be made, in a sentence each. */
  missing: z.array(z.string()),
})
export type Demonstration = z.infer<typeof Demonstration>
