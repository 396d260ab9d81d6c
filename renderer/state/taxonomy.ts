import type { Taxonomy } from '../../contract/taxonomy.ts'
import type { Locale } from '../../contract/words.ts'

/** The name of an infraction in a language; the id itself where the taxonomy does not know it. */
export function infractionName(taxonomy: Taxonomy | null, id: string, locale: Locale): string {
  for (const field of taxonomy?.fields ?? []) {
    const found = field.infractions.find((infraction) => infraction.id === id)
    if (found !== undefined) return found.name[locale]
  }
  return id
}

export function labelName(taxonomy: Taxonomy | null, id: string, locale: Locale): string {
  for (const group of taxonomy?.labelGroups ?? []) {
    const found = group.labels.find((label) => label.id === id)
    if (found !== undefined) return found.name[locale]
  }
  return id
}

/** Labels after one was pressed: of an exclusive group at most one stays. */
export function toggleLabel(taxonomy: Taxonomy, labels: readonly string[], id: string): string[] {
  if (labels.includes(id)) return labels.filter((label) => label !== id)
  const group = taxonomy.labelGroups.find((candidate) => candidate.labels.some((label) => label.id === id))
  const others = group?.exclusive === true ? group.labels.map((label) => label.id) : []
  return [...labels.filter((label) => !others.includes(label)), id]
}

/** Infractions whose name or field has the words, whatever their case and accents, by field. */
export function searchInfractions(taxonomy: Taxonomy, words: string, locale: Locale) {
  const wanted = plain(words).split(/\s+/).filter((word) => word !== '')
  return taxonomy.fields
    .map((field) => ({
      ...field,
      infractions: field.infractions.filter((infraction) => {
        const text = plain(`${field.name[locale]} ${infraction.name[locale]}`)
        return wanted.every((word) => text.includes(word))
      }),
    }))
    .filter((field) => field.infractions.length > 0)
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
