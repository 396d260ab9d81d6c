import type { ErrorCode } from '../../../contract/error.ts'
import { checkRow } from '../list-row.ts'
import type { ListEntry, Removal, UntrustedRow } from '../list-row.ts'

/** Reads one format of list that arrives in pieces of UTF-8; each row becomes an entry, a removal or a rejection, in the order of the file. */
export interface ListReader {
  /** @throws AppError where the file as a whole is not of this format */
  push(chunk: Uint8Array): void
  /** @throws AppError list.truncated where the file ends before it should */
  end(): void
}

export interface ListSink {
  /** @param line where it stands in the file, from 1; of formats that know no lines the number of its record */
  entry(entry: ListEntry, line: number): void
  removal(removal: Removal): void
  rejection(line: number, code: ErrorCode, excerpt: string): void
}

export type OpenReader = (sink: ListSink) => ListReader

/** Where a row stands, and its text (or what tells it from others), of which the beginning is shown where it is set aside. */
export interface RowPlace {
  number: number
  excerpt: string
}

/** A row that is an entry or is set aside. */
export function settle(sink: ListSink, { number, excerpt }: RowPlace, row: UntrustedRow): void {
  const checked = checkRow(row)
  if ('entry' in checked) sink.entry(checked.entry, number)
  else sink.rejection(number, checked.code, excerpt)
}

/** A row by which its source takes back what it said of a value. */
export function settleRemoval(sink: ListSink, { number, excerpt }: RowPlace, row: UntrustedRow): void {
  const checked = checkRow(row)
  if ('entry' in checked) sink.removal({ algorithm: checked.entry.algorithm, value: checked.entry.value })
  else sink.rejection(number, checked.code, excerpt)
}

/** `true`, `"true"`, `"True"`, `1`, `"1"`, `yes`: sources write truths as they please. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1|yes)$/i.test(value.trim()))
}
