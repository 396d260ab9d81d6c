import { AppError } from '../../../contract/error.ts'
import { createCsvRecords } from '../csv-records.ts'
import { readLines } from './lines.ts'
import type { ListReader, ListSink, RowPlace } from './list-reader.ts'

/** A CSV whose first row names its columns, in any order; columns that are not known are passed over. */
export interface HeadedCsv<C extends string> {
  columns: readonly C[]
  /** Without these the file is refused as `list.unknown_format`. */
  required: readonly C[]
  take(sink: ListSink, place: RowPlace, row: Partial<Record<C, string>>): void
}

export function readHeadedCsv<C extends string>(sink: ListSink, { columns, required, take }: HeadedCsv<C>): ListReader {
  let header: (C | null)[] | null = null

  function headerOf(fields: string[] | null): (C | null)[] {
    const names = (fields ?? []).map(field => field.trim().toLowerCase().replaceAll(/[ -]/g, '_'))
    if (!required.every(it => names.includes(it))) throw new AppError('list.unknown_format')
    return names.map(name => columns.find(it => it === name) ?? null)
  }

  return readLines(sink, toSink => {
    const isRow = (fields: readonly string[]) => fields.length === header?.length
    const records = createCsvRecords(({ number, fields, excerpt }) => {
      if (header === null) header = headerOf(fields)
      else if (fields === null || !isRow(fields)) toSink.rejection(number, 'list.row_columns', excerpt)
      else take(toSink, { number, excerpt }, rowOf(header, fields))
    }, isRow)
    return records
  })
}

function rowOf<C extends string>(header: readonly (C | null)[], fields: readonly string[]): Partial<Record<C, string>> {
  const row: Partial<Record<C, string>> = {}
  for (const [at, column] of header.entries()) {
    const field = fields[at]
    if (column !== null && field !== undefined) row[column] = field
  }
  return row
}
