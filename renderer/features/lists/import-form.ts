export type MeaningRow = { classification: string; infraction: string }

/** By the file's ending; the core refuses what the content is not. */
export function formatOf(name: string): 'csv' | 'ndjson' {
  return /\.(ndjson|jsonl|json)$/i.test(name) ? 'ndjson' : 'csv'
}

/** Rows in which both sides are filled. */
export function meaningOf(rows: readonly MeaningRow[]): Record<string, string> {
  const filled = rows.filter(({ classification, infraction }) => classification.trim() !== '' && infraction !== '')
  return Object.fromEntries(filled.map(({ classification, infraction }) => [classification.trim(), infraction]))
}
