import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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
 * the named ones; of the others what was measured last stays. With `--write`, all that stands there becomes docs/benchmarks.md.
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
/** What a bench printed, and of which commit and machine. */
interface Measured {
  commit: string
  date: string
  machine: string
  tables: (Table | Grid)[]
}

const RESULTS = 'test-results/bench.json'
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const measured: Record<string, Measured> = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, Measured>) : {}

console.log(`${machine}; medians. Ratios hold from run to run; absolute times do not.\n`)
const ran: (Table | Grid)[] = []
for (const [name, run] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const tables = await run()
  ran.push(...tables)
  for (const table of tables) console.log(shown(table))
  measured[name] = { commit, date: new Date().toISOString().slice(0, 10), machine, tables }
  // After each: a run that ends early has told what it measured.
  keep()
}
const summary = summaryOf(targetsOf(ran))
if (summary !== '') console.log(summary)

function keep(): void {
  mkdirSync('test-results', { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify(measured, null, 2)}\n`)
  if (writes) writeFileSync('docs/benchmarks.md', page())
}

function shown(table: Table | Grid): string {
  return 'rows' in table ? printed(table) : printedGrid(table)
}

function page(): string {
  const all = Object.keys(BENCHES).flatMap((name) => (measured[name] === undefined ? [] : [{ name, ...measured[name] }]))
  const head = '# Benchmarks\n\nWhat `npm run bench -- --write` printed; medians. Ratios hold from run to run; absolute times do not. What stays missed is\nexplained in [recognition.md](recognition.md).\n'
  const runs = Map.groupBy(all, (it) => `${it.date} at commit ${it.commit}, on ${it.machine}`)
  const when = [...runs].map(([what, some]) => `- ${some.map(({ name }) => name).join(', ')}: ${what}`)
  return [head, `${when.join('\n')}\n`, summaryOf(targetsOf(all.flatMap(({ tables }) => tables))), ...all.flatMap(({ tables }) => tables.map(shown))].join('\n')
}

function summaryOf(targets: readonly Target[]): string {
  if (targets.length === 0) return ''
  const lines = targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'yes' : '**no**'])
  return printedGrid({ title: 'Targets', columns: ['what', 'target', 'printed', 'met'], lines })
}
