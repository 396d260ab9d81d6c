import { z } from 'zod'

const Bilingual = z.object({ fr: z.string(), en: z.string() })

/** A versioned file of resources/taxonomies: a country's hotline ships its own. */
export const Taxonomy = z.object({
  id: z.string(),
  version: z.string(),
  fields: z.array(
    z.object({
      id: z.string(),
      name: Bilingual,
      infractions: z.array(
        z.object({
          id: z.string(),
          name: Bilingual,
          /** 1 (least) … 5 (most severe): a term of the queue's priority. */
          severity: z.int().min(1).max(5),
          /** Shown to the analyst as a neutral fact before any look. */
          violent: z.boolean().default(false),
          /** The law's article, where a source names it. */
          article: z.string().optional(),
          iccam: z.string().optional(),
        }),
      ),
    }),
  ),
  /** Labels in exclusive groups (`nature`: real / drawn / generated). */
  labelGroups: z.array(
    z.object({
      id: z.string(),
      name: Bilingual,
      exclusive: z.boolean(),
      labels: z.array(z.object({ id: z.string(), name: Bilingual })),
    }),
  ),
})
export type Taxonomy = z.infer<typeof Taxonomy>
