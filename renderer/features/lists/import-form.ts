import type { StartListImportInput } from '../../../contract/api.ts'
import type { HashList } from '../../../contract/match.ts'
import type { ListFormat, Trust } from '../../../contract/words.ts'
import { expiryOf, dayOf } from './terms-form.ts'
import type { TermsForm } from './terms-form.ts'

export type MeaningRow = { classification: string; infraction: string }
export type Into = NonNullable<StartListImportInput['into']>

/** What the dialog of an import holds. */
export type ImportForm = {
  file: File | null
  format: ListFormat | null
  name: string
  origin: string
  trust: Trust
  terms: TermsForm
  meaning: MeaningRow[]
  /** Null: a new list. */
  into: Into | null
}

/** What the fields of the dialog share. */
export type FieldsProps = { form: ImportForm; onChange: (part: Partial<ImportForm>) => void }

const NO_MEANING: MeaningRow = { classification: '', infraction: '' }
export const NEW_LIST: ImportForm = {
  ...{ file: null, format: null, name: '', origin: '', trust: 'unverified', into: null },
  terms: { day: '', mayShare: false },
  meaning: [NO_MEANING],
}

/** To import again what came to nothing: into the same list where it is in use, else a new one that says the same. */
export function formOf(list: HashList): ImportForm {
  const { name, origin, trust, format, terms, meaning } = list
  if (list.state === 'ready') return { ...NEW_LIST, format, into: { listId: list.id, mode: 'delta' } }
  const rows = Object.entries(meaning).map(([classification, infraction]) => ({ classification, infraction }))
  return { ...NEW_LIST, ...{ name, origin, trust, format }, terms: { day: dayOf(terms.expiresAt), mayShare: terms.mayShare }, meaning: [...rows, NO_MEANING] }
}

/** Hashes of StopNCII come from the people concerned and nobody reviewed them. */
export function isNeverVerified({ format }: Pick<ImportForm, 'format'>): boolean {
  return format === 'stopncii'
}

/** Lists that a file may go into: in use, nothing else under way, and not verified where the file never is. */
export function canTake(list: HashList, form: Pick<ImportForm, 'format'>): boolean {
  return list.state === 'ready' && list.progress === null && !(isNeverVerified(form) && list.trust === 'verified')
}

/** Rows in which both sides are filled. */
export function meaningOf(rows: readonly MeaningRow[]): Record<string, string> {
  const filled = rows.filter(({ classification, infraction }) => classification.trim() !== '' && infraction !== '')
  return Object.fromEntries(filled.map(({ classification, infraction }) => [classification.trim(), infraction]))
}

/** What is asked of the core; null as long as something is missing. */
export function startOf(form: ImportForm): StartListImportInput | null {
  const { file, format, into, origin } = form
  const name = form.name.trim()
  if (file === null || format === null || (into === null && name === '')) return null
  const about = { format, bytes: file.size, trust: isNeverVerified(form) ? 'unverified' : form.trust } as const
  // What an import into a list says of it is not taken; the list stays what it is.
  if (into !== null) return { ...about, trust: 'unverified', name: name === '' ? file.name : name, into }
  const terms = { expiresAt: expiryOf(form.terms.day), mayShare: form.terms.mayShare }
  return { ...about, name, origin: origin.trim(), terms, meaning: meaningOf(form.meaning) }
}
