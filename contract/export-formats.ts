import type { Algorithm } from './words.ts'
import { ListFormat } from './words.ts'

/** Formats in which a list can go out, such that its import is the same list again. */
export const ExportFormat = ListFormat.extract(['csv', 'ndjson', 'vics', 'vpdq_text'])
export type ExportFormat = (typeof ExportFormat.options)[number]

/** Those that can carry all entries of a list: videos go as vPDQ text, one a file, and nothing else does. */
export function exportFormatsOf(counts: Partial<Record<Algorithm, number>>): ExportFormat[] {
  const { vpdq = 0, ...others } = counts
  if (vpdq === 0) return ['csv', 'ndjson', 'vics']
  return vpdq === 1 && Object.keys(others).length === 0 ? ['vpdq_text'] : []
}
