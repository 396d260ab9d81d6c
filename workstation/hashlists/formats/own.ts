import { COLUMNS } from '../list-row.ts'
import type { Column } from '../list-row.ts'
import { readHeadedCsv } from './headed-csv.ts'
import { readLines } from './lines.ts'
import { isTrue, settle, settleRemoval } from './list-reader.ts'
import type { ListReader, ListSink, RowPlace } from './list-reader.ts'

/** Our own formats: columns (CSV) or keys (NDJSON) of `COLUMNS`; a row whose `removed` is true takes its value back. */
const REMOVED = 'removed'
type OwnRow = Partial<Record<Column | typeof REMOVED, unknown>>

function take(sink: ListSink, place: RowPlace, row: OwnRow): void {
  if (isTrue(row.removed)) settleRemoval(sink, place, { ...row, added: null, expires: null })
  else settle(sink, place, row)
}

export function readOwnCsv(sink: ListSink): ListReader {
  return readHeadedCsv(sink, { columns: [...COLUMNS, REMOVED], required: ['algorithm', 'value'], take })
}

export function readOwnNdjson(sink: ListSink): ListReader {
  return readLines(sink, toSink => ({
    line({ number, text }) {
      if (text.trim() === '') return
      const row = objectOf(text)
      if (row === null) toSink.rejection(number, 'list.row_json', text)
      else take(toSink, { number, excerpt: text }, row)
    },
    end() {},
  }))
}

function objectOf(text: string): OwnRow | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
