import type { Check } from './checks.ts'

/** What one run of a check gave. */
export interface Row {
  check: string
  promise: string
  what: string
  /** What the tests themselves counted. */
  counted: string
  result: string
  date: string
  commit: string
}

const COLUMNS = ['check', 'promise', 'what', 'counted', 'result', 'date', 'commit'] as const satisfies (keyof Row)[]

const INTRODUCTION = `# Checks

What \`npm run test:long\` measured, a row for each check: the promises of security and reliability with their full numbers, of which
\`npm test\` tries a part. The script writes this file; a row is of the day and the commit that it names. \`npm run test:long -- NAME\` runs one check
and leaves the other rows. Promise 1 is tried by \`npm test\` as a whole.
`

/** The file anew: `fresh` in the place of older rows of the same checks. In the order of `checks`; of what is no check any more nothing stays. */
export function writeTable(before: string, fresh: readonly Row[], checks: readonly Pick<Check, 'name'>[]): string {
  const rows = new Map([...readTable(before), ...fresh].map((row) => [row.check, row]))
  const kept = checks.flatMap(({ name }) => rows.get(name) ?? [])
  const lines = [COLUMNS, COLUMNS.map(() => '---'), ...kept.map((row) => COLUMNS.map((column) => row[column].replaceAll('|', '/')))]
  return `${INTRODUCTION}\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

export function readTable(text: string): Row[] {
  const lines = text.split('\n').filter((line) => line.startsWith('| ')).slice(2)
  return lines.map((line) => {
    const cells = line.slice(2, -2).split(' | ')
    return Object.fromEntries(COLUMNS.map((column, i) => [column, cells[i] ?? ''])) as unknown as Row
  })
}
