import { parse } from 'csv-parse/sync'
import { LINE_LIMIT } from './split-lines.ts'
import type { Line } from './split-lines.ts'

/** A record of a CSV file: its fields, or null where its quotes never come out even. */
export interface CsvRecord {
  /** The line on which it begins. */
  number: number
  fields: string[] | null
  excerpt: string
}

export interface CsvRecords {
  line(line: Line): void
  end(): void
}

/** Lines that one quoted field may span. */
const LINES_LIMIT = 20

/**
 * Puts lines together to records: a quoted field may hold newlines (RFC 4180). A quote that is never closed, or only by another
 * stray one, costs no more than the line on which it stands: the lines after it are read anew. Lines over the limit must not come here.
 * @param isRow whether fields that span several lines are a row of this list
 */
export function createCsvRecords(onRecord: (record: CsvRecord) => void, isRow: (fields: readonly string[]) => boolean): CsvRecords {
  let open: Line[] = []

  function giveUpFirst(): void {
    const [first, ...rest] = open
    open = []
    if (first !== undefined) onRecord({ number: first.number, fields: null, excerpt: first.text })
    for (const line of rest) take(line)
  }

  function takeQuoted(line: Line): void {
    open.push(line)
    const text = open.map(piece => piece.text).join('\n')
    if (endsInsideQuotes(text)) {
      if (open.length >= LINES_LIMIT || text.length > LINE_LIMIT) giveUpFirst()
      return
    }
    const fields = fieldsOf(text)
    if (open.length > 1 && (fields === null || !isRow(fields))) return giveUpFirst()
    const number = open[0]?.number ?? line.number
    open = []
    onRecord({ number, fields, excerpt: text })
  }

  function take(line: Line): void {
    if (open.length > 0 || line.text.includes('"')) takeQuoted(line)
    else if (line.text.trim() !== '') onRecord({ number: line.number, fields: line.text.split(','), excerpt: line.text })
  }

  return {
    line: take,
    end() {
      while (open.length > 0) giveUpFirst()
    },
  }
}

/** Whether a quoted field is still open at the end. A quote opens a field only where the field begins; two in a row stand for one. */
function endsInsideQuotes(text: string): boolean {
  for (let at = 0; at <= text.length; ) {
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close < 0) return true
      at = close + 1
    }
    const comma = text.indexOf(',', at)
    if (comma < 0) return false
    at = comma + 1
  }
  return false
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}

function fieldsOf(text: string): string[] | null {
  return plainFieldsOf(text) ?? oddFieldsOf(text)
}

/** Fields whose quotes stand where RFC 4180 has them, many times faster than by the library; null for anything else. */
function plainFieldsOf(text: string): string[] | null {
  const fields: string[] = []
  for (let at = 0; ; ) {
    const isQuoted = text[at] === '"'
    const close = isQuoted ? closingQuote(text, at + 1) : at
    const comma = text.indexOf(',', close)
    const end = comma < 0 ? text.length : comma
    if (close < 0 || (isQuoted && end !== close + 1)) return null
    const field = isQuoted ? text.slice(at + 1, close).replaceAll('""', '"') : text.slice(at, end)
    if (!isQuoted && field.includes('"')) return null
    fields.push(field)
    if (comma < 0) return fields
    at = comma + 1
  }
}

function oddFieldsOf(text: string): string[] | null {
  try {
    const records = parse(text, { relax_column_count: true, relax_quotes: true })
    return records.length === 1 ? (records[0] ?? null) : null
  } catch (error) {
    // What the parser refuses is a bad row; anything else is a bug of ours.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) return null
    throw error
  }
}
