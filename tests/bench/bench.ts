import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { analysisTables } from './analysis.ts'
import { bitsTables } from './bits.ts'
import { fingerprintTables } from './fingerprints.ts'
import { indexTables } from './index.ts'
import { intakeTables } from './intake.ts'
import { listTables } from './lists.ts'
import { printed, printedGrid, type Grid, type Table } from './measure.ts'
import { recallTables } from './recall.ts'
import { rematchTables } from './rematch.ts'
import { targetsOf, type Target } from './targets.ts'
import { videoTables } from './video.ts'
import { windowTables } from './window.ts'

/**
 * `npm run bench`: prints the tables and the targets that they tell of, and writes them to test-results/bench.json. `npm run bench -- intake` runs
 * the named ones. With `--write`, what was printed becomes docs/benchmarks.md.
 */
const BENCHES: Record<string, () => Promise<(Table | Grid)[]>> = {
  // First: it tells the most memory that this process ever had.
  lists: () => listTables(5_000_000),
  fingerprints: fingerprintTables,
  bits: bitsTables,
  analysis: analysisTables,
  video: videoTables,
  index: indexTables,
  intake: intakeTables,
  window: windowTables,
  recall: recallTables,
  rematch: rematchTables,
}

const asked = process.argv.slice(2).filter((name) => name !== '--write')
const writes = process.argv.includes('--write')
const unknown = asked.filter((name) => BENCHES[name] === undefined)
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
const shown: string[] = []
const say = (text: string): void => {
  shown.push(text)
  console.log(text)
}

const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
say(`${machine}; medians. Ratios hold from run to run; absolute times do not.\n`)
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const head = `# Benchmarks\n\nWhat \`npm run bench -- --write\` printed on ${new Date().toISOString().slice(0, 10)} at commit ${commit}. What stays missed is\nexplained in [recognition.md](recognition.md).\n`
const tables: (Table | Grid)[] = []
for (const [name, run] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const table of await run()) {
    tables.push(table)
    say('rows' in table ? printed(table) : printedGrid(table))
  }
  // After each: a run that ends early has told what it measured.
  keep()
}
const summary = summaryOf(targetsOf(tables))
if (summary !== '') console.log(summary)

function keep(): void {
  const targets = targetsOf(tables)
  mkdirSync('test-results', { recursive: true })
  writeFileSync('test-results/bench.json', `${JSON.stringify({ machine, targets, tables }, null, 2)}\n`)
  if (writes) writeFileSync('docs/benchmarks.md', [head, summaryOf(targets), ...shown].join('\n'))
}

function summaryOf(targets: readonly Target[]): string {
  if (targets.length === 0) return ''
  const lines = targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'yes' : '**no**'])
  return printedGrid({ title: 'Targets', columns: ['what', 'target', 'printed', 'met'], lines })
}
