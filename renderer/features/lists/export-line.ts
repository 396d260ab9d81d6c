import type { ExportFormat } from '../../../contract/export-formats.ts'

const ENDINGS: Record<ExportFormat, string> = { csv: 'csv', ndjson: 'ndjson', vics: 'json', vpdq_text: 'txt' }

/** The line of the command line that writes a list into a file; a list by its id, for a name may hold anything. */
export function exportLine(list: { id: string; kind?: 'own' | 'watch' }, format: ExportFormat): string {
  const [which, file] = list.kind === 'own' ? ['--own', 'own-list'] : [list.id, 'list']
  return `npm run -s cli -- list export ${which} --format ${format} --out ${file}.${ENDINGS[format]} --profile DIR`
}
