import type { ErrorCode } from '../../contract/error.ts'
import type { FrameFingerprint } from '../../contract/analyzer.ts'
import type { Algorithm } from '../../contract/words.ts'
import { HEX_DIGITS } from './algorithm-codes.ts'
import { algorithmNamed } from './algorithm-names.ts'

/** Columns of our own lists, in CSV's header and as keys of NDJSON. Only the first two must have a value. */
export const COLUMNS = ['algorithm', 'value', 'classification', 'source_reference', 'added', 'expires'] as const
export type Column = (typeof COLUMNS)[number]

/** A row as it stands in the file; nothing is believed yet. */
export type UntrustedRow = Partial<Record<Column, unknown>>

export interface ListEntry {
  algorithm: Algorithm
  /** Lower-case hex; of an algorithm whose values are no hex, as the source writes it. */
  value: string
  classification: string
  sourceReference: string
  /** Milliseconds since 1970. */
  added: number | null
  expires: number | null
  /** Of a video by vPDQ. */
  frames?: FrameFingerprint[]
}

/** What a source took back: a value, or all that it brought under a reference. */
export type Removal = { algorithm: Algorithm; value: string } | { sourceReference: string }


export type RowCode = Extract<ErrorCode, `list.row_${string}`>
export type CheckedRow = { entry: ListEntry } | { code: RowCode }
/** What a character becomes that is not in the encoding that the file is read in. */
const UNREADABLE = '\uFFFD'

const HEX = /^[0-9a-f]+$/
const PRINTABLE = /^[ -~]+$/
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/
/** Characters of a classification or reference. */
const TEXT_LIMIT = 500
/** Characters of a value that is no hex. */
const VALUE_LIMIT = 20_000

/** A row's entry in its normal form, or why the row is set aside. */
export function checkRow(row: UntrustedRow): CheckedRow {
  const algorithm = algorithmNamed(textOf(row.algorithm) ?? '')
  // A video is known by its frames, which come in a format of their own.
  if (algorithm === null || algorithm === 'vpdq') return { code: 'list.row_algorithm' }
  const value = valueOf(algorithm, textOf(row.value))
  if (value === null) return { code: 'list.row_value' }
  const classification = textOf(row.classification ?? '')
  const sourceReference = textOf(row.source_reference ?? '')
  if (classification === undefined || sourceReference === undefined) return { code: 'list.row_columns' }
  if (classification.length > TEXT_LIMIT || sourceReference.length > TEXT_LIMIT) return { code: 'list.row_too_long' }
  if (classification.includes(UNREADABLE) || sourceReference.includes(UNREADABLE)) return { code: 'list.row_encoding' }
  const added = timeOf(row.added)
  const expires = timeOf(row.expires)
  if (added === undefined || expires === undefined) return { code: 'list.row_time' }
  return { entry: { algorithm, value, classification, sourceReference, added, expires } }
}

function valueOf(algorithm: Algorithm, text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  const digits = HEX_DIGITS[algorithm]
  if (digits === undefined) return text.length <= VALUE_LIMIT && PRINTABLE.test(text) ? text : null
  const value = text.toLowerCase()
  return value.length === digits && HEX.test(value) ? value : null
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' ? String(value) : undefined
}

/** A date, a time (UTC where it names no zone) or seconds since 1970, in milliseconds; null for none, undefined for nonsense. */
function timeOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return secondsOf(value)
  const text = textOf(value)
  if (text === undefined) return undefined
  if (text === '') return null
  if (!DATE.test(text)) return undefined
  if (!isDay(text.slice(0, 10))) return undefined
  const time = Date.parse(zoned(text))
  return Number.isNaN(time) ? undefined : time
}

function zoned(text: string): string {
  return `${text.replace(' ', 'T')}${text.length > 10 && !ZONE.test(text) ? 'Z' : ''}`
}

/** `Date.parse` rolls 31 February over into March: that is no day. Each month has the first 28. */
function isDay(text: string): boolean {
  const day = Number(text.slice(8))
  return (day >= 1 && day <= 28) || new Date(`${text}T00:00:00Z`).getUTCDate() === day
}

/** Seconds since 1970, up to the year 9999. */
function secondsOf(value: number): number | undefined {
  return Number.isInteger(value) && value >= 0 && value < 253_402_300_800 ? value * 1000 : undefined
}
