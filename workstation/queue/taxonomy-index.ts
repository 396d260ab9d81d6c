import { AppError } from '../../contract/error.ts'
import type { Taxonomy } from '../../contract/taxonomy.ts'

type Infraction = Taxonomy['fields'][number]['infractions'][number]
type LabelGroup = Taxonomy['labelGroups'][number]

/** A taxonomy's infractions and labels by id. */
export interface TaxonomyIndex {
  readonly version: string
  infraction(id: string): Infraction | null
  /** The group that a label belongs to. */
  labelGroup(labelId: string): LabelGroup | null
}

/** @throws AppError `taxonomy.invalid` where an id stands twice: what was decided under it could not be told apart */
export function indexTaxonomy(taxonomy: Taxonomy): TaxonomyIndex {
  const infractions = byId(taxonomy.fields.flatMap(field => field.infractions.map(it => [it.id, it] as const)))
  const groups = byId(taxonomy.labelGroups.flatMap(group => group.labels.map(label => [label.id, group] as const)))
  return { version: taxonomy.version, infraction: id => infractions.get(id) ?? null, labelGroup: id => groups.get(id) ?? null }
}

function byId<T>(pairs: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map<string, T>()
  for (const [id, value] of pairs) {
    if (map.has(id)) throw new AppError('taxonomy.invalid', { path: id })
    map.set(id, value)
  }
  return map
}
