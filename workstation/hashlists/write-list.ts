import { AppError } from '../../contract/error.ts'
import { exportFormatsOf } from '../../contract/export-formats.ts'
import type { ExportFormat } from '../../contract/export-formats.ts'
import type { Algorithm } from '../../contract/words.ts'
import { vicsPieces } from './formats/vics-write.ts'
import { vpdqLine } from './formats/vpdq-text.ts'
import type { EntryRow } from './list-file.store.ts'
import { COLUMNS } from './list-row.ts'

/** @throws AppError list.not_in_format */
export function writeList(format: ExportFormat, entries: Iterable<EntryRow>, counts: Partial<Record<Algorithm, number>>): Generator<string> {
  if (!exportFormatsOf(counts).includes(format)) throw new AppError('list.not_in_format')
  return WRITERS[format](entries)
}

const WRITERS: Record<ExportFormat, (entries: Iterable<EntryRow>) => Generator<string>> = {
  *csv(entries) {
    yield `${COLUMNS.join(',')}\n`
    for (const entry of entries) yield `${Object.values(rowOf(entry)).map(quoted).join(',')}\n`
  },
  *ndjson(entries) {
    for (const entry of entries) yield `${JSON.stringify(rowOf(entry))}\n`
  },
  vics: vicsPieces,
  *vpdq_text(entries) {
    for (const { frames = [] } of entries) for (const frame of frames) yield `${vpdqLine(frame)}\n`
  },
}

function rowOf({ algorithm, value, classification, sourceReference, added, expires }: EntryRow): Record<(typeof COLUMNS)[number], string> {
  return { algorithm, value, classification, source_reference: sourceReference, added: added ?? '', expires: expires ?? '' }
}

/** RFC 4180; quotes only where something would be read otherwise. */
function quoted(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
