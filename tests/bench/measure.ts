/** One line of a table: what was measured, its median, and how it stands to the row that it names. */
export interface Row {
  what: string
  /** Median, in the unit of the table. */
  median: number
  /** Over how many runs. */
  runs: number
  /** `median` divided by the median of the row with this name, in the same run. */
  against?: string
}

export interface Table {
  title: string
  unit: string
  rows: Row[]
  /** What a reader must know of how it was measured. */
  note?: string
}

/** A table of anything else than medians: a line for each thing, a cell for each column. */
export interface Grid {
  title: string
  columns: string[]
  lines: string[][]
  note?: string
}

export function printedGrid({ title, columns, lines, note }: Grid): string {
  const rows = [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`)
  return [`### ${title}`, '', ...rows, ...(note === undefined ? [] : ['', note]), ''].join('\n')
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The p-th part (0 … 1) of the values, by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)]!
}

/** Milliseconds of each of `runs` runs, after one that is not counted. */
export async function time(runs: number, act: (run: number) => unknown): Promise<number[]> {
  await act(-1)
  const taken: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now()
    await act(run)
    taken.push(performance.now() - start)
  }
  return taken
}

export function rowOf(what: string, values: readonly number[], against?: string): Row {
  return { what, median: median(values), runs: values.length, ...(against === undefined ? {} : { against }) }
}

export function ratioOf(table: Table, row: Row): number | null {
  const other = table.rows.find((candidate) => candidate.what === row.against)
  return other === undefined ? null : row.median / other.median
}

/** A Markdown table, as docs quote it. */
export function printed(table: Table): string {
  const lines = table.rows.map((row) => {
    const ratio = ratioOf(table, row)
    const shown = row.median >= 100 ? row.median.toFixed(0) : row.median.toPrecision(3)
    return `| ${row.what} | ${shown} | ${ratio === null ? '' : `${ratio.toPrecision(3)} × ${row.against}`} | ${row.runs} |`
  })
  const head = [`### ${table.title}`, '', `| what | median, ${table.unit} | ratio | runs |`, '| --- | --- | --- | --- |']
  return [...head, ...lines, ...(table.note === undefined ? [] : ['', table.note]), ''].join('\n')
}
