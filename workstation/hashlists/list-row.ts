import type { ErrorCode } from '../../contract/error.ts'
import { Algorithm } from '../../contract/words.ts'

/** Columns of our own lists, in CSV's header and as keys of NDJSON. Only the first two must have a value. */
export const COLUMNS = ['algorithm', 'value', 'classification', 'source_reference', 'added', 'expires'] as const
export type Column = (typeof COLUMNS)[number]

/** A row as it stands in the file; nothing is believed yet. */
export type UntrustedRow = Partial<Record<Column, unknown>>

export interface ListEntry {
  algorithm: Algorithm
  /** Lower-case hex. */
  value: string
  classification: string
  sourceReference: string
  added: string | null
  expires: string | null
}

export type RowCode = Extract<ErrorCode, `list.row_${string}`>
export type CheckedRow = { entry: ListEntry } | { code: RowCode }

const HEX_DIGITS: Record<Algorithm, number> = { md5: 32, sha1: 40, sha256: 64, pdq: 64 }
const HEX = /^[0-9a-f]+$/
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
/** Characters of a classification or reference. */
const TEXT_LIMIT = 500

/** A row's entry in its normal form, or why the row is set aside. */
export function checkRow(row: UntrustedRow): CheckedRow {
  const algorithm = Algorithm.safeParse(textOf(row.algorithm)?.toLowerCase().replace('-', ''))
  if (!algorithm.success) return { code: 'list.row_algorithm' }
  const value = textOf(row.value)?.toLowerCase()
  if (value === undefined || value.length !== HEX_DIGITS[algorithm.data] || !HEX.test(value)) return { code: 'list.row_value' }
  const classification = textOf(row.classification ?? '')
  const sourceReference = textOf(row.source_reference ?? '')
  if (classification === undefined || sourceReference === undefined) return { code: 'list.row_columns' }
  if (classification.length > TEXT_LIMIT || sourceReference.length > TEXT_LIMIT) return { code: 'list.row_too_long' }
  const added = timeOf(row.added)
  const expires = timeOf(row.expires)
  if (added === undefined || expires === undefined) return { code: 'list.row_time' }
  return { entry: { algorithm: algorithm.data, value, classification, sourceReference, added, expires } }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' ? String(value) : undefined
}

/** A date or a time (UTC where it names no zone) as ISO 8601 UTC; null for none, undefined for nonsense. */
function timeOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null
  const text = textOf(value)
  if (text === undefined) return undefined
  if (text === '') return null
  if (!DATE.test(text)) return undefined
  const zoned = text.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  const time = new Date(zoned.replace(' ', 'T'))
  if (Number.isNaN(time.getTime())) return undefined
  // `new Date` rolls 31 February over into March: that is no date.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10) ? undefined : time.toISOString()
}
