import { readFileSync } from 'node:fs'
import { AppError } from '../../contract/error.ts'
import { Taxonomy } from '../../contract/taxonomy.ts'

/** Reads the hotline's taxonomy. @throws AppError `taxonomy.invalid` with the `path` of the first wrong field */
export function loadTaxonomy(file: string): Taxonomy {
  const parsed = Taxonomy.safeParse(jsonOf(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  throw new AppError('taxonomy.invalid', { path: parsed.error.issues[0]?.path.join('.') ?? '' })
}

/** A list whose classes are infractions of the taxonomy: each means itself. */
export function identityOf(taxonomy: Taxonomy): Record<string, string> {
  return Object.fromEntries(taxonomy.fields.flatMap((field) => field.infractions.map(({ id }) => [id, id])))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('taxonomy.invalid', { path: '' }, { cause })
  }
}
