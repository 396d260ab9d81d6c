import type { ListFormat } from '../../contract/words.ts'
import { AppError } from '../../contract/error.ts'
import { createCsvRecords } from './csv-records.ts'
import type { CsvRecord } from './csv-records.ts'
import { checkRow, COLUMNS } from './list-row.ts'
import type { Column, ListEntry, RowCode, UntrustedRow } from './list-row.ts'
import { createLineSplitter, EXCERPT_LIMIT } from './split-lines.ts'
import type { Line } from './split-lines.ts'

export interface ListReader {
  /** Throws AppError `list.unknown_format` where a CSV's header names no algorithm and value. */
  push(chunk: Uint8Array): void
  end(): void
}

export interface ListSink {
  /** @param line where it stands in the file, from 1 */
  entry(entry: ListEntry, line: number): void
  rejection(line: number, code: RowCode, excerpt: string): void
}

/** Reads a list of our own format that arrives in pieces; each row becomes an entry or a rejection, in the order of the file. */
export function createListReader(format: ListFormat, sink: ListSink): ListReader {
  const rows = format === 'csv' ? csvRows(sink) : ndjsonRows(sink)
  const lines = createLineSplitter(line => {
    if (line.tooLong) sink.rejection(line.number, 'list.row_too_long', line.text.slice(0, EXCERPT_LIMIT))
    else rows.line(line)
  })
  return {
    push: lines.push,
    end() {
      lines.end()
      rows.end()
    },
  }
}

function settle(sink: ListSink, number: number, excerpt: string, row: UntrustedRow): void {
  const checked = checkRow(row)
  if ('entry' in checked) sink.entry(checked.entry, number)
  else sink.rejection(number, checked.code, excerpt)
}

function csvRows(sink: ListSink): { line(line: Line): void; end(): void } {
  let header: (Column | null)[] | null = null
  const isRow = (fields: readonly string[]) => fields.length === header?.length

  function take({ number, fields, excerpt }: CsvRecord): void {
    if (header === null) header = headerOf(fields)
    else if (fields === null || !isRow(fields)) sink.rejection(number, 'list.row_columns', excerpt)
    else settle(sink, number, excerpt, rowOf(header, fields))
  }

  return createCsvRecords(take, isRow)
}

function rowOf(header: readonly (Column | null)[], fields: readonly string[]): UntrustedRow {
  const row: UntrustedRow = {}
  for (const [at, column] of header.entries()) if (column !== null) row[column] = fields[at]
  return row
}

/** Which column stands where; columns that we do not know are passed over. */
function headerOf(fields: string[] | null): (Column | null)[] {
  const names = (fields ?? []).map(field => field.trim().toLowerCase().replaceAll(/[ -]/g, '_'))
  if (!names.includes('algorithm') || !names.includes('value')) throw new AppError('list.unknown_format')
  return names.map(name => COLUMNS.find(column => column === name) ?? null)
}

function ndjsonRows(sink: ListSink): { line(line: Line): void; end(): void } {
  return {
    line({ number, text }) {
      if (text.trim() === '') return
      const row = objectOf(text)
      const excerpt = text.slice(0, EXCERPT_LIMIT)
      if (row === null) sink.rejection(number, 'list.row_json', excerpt)
      else settle(sink, number, excerpt, row)
    },
    end() {},
  }
}

function objectOf(text: string): UntrustedRow | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
