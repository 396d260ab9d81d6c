import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { analysisTables } from './analysis.ts'
import { fingerprintTables } from './fingerprints.ts'
import { indexTables } from './index.ts'
import { intakeTables } from './intake.ts'
import { listTables } from './lists.ts'
import { printed, printedGrid, type Grid, type Table } from './measure.ts'
import { recallTables } from './recall.ts'
import { videoTables } from './video.ts'
import { windowTables } from './window.ts'

/** `npm run bench`: prints the tables, and writes them to test-results/bench.json. `npm run bench -- intake` runs the named ones. */
const BENCHES: Record<string, () => Promise<(Table | Grid)[]>> = {
  fingerprints: fingerprintTables,
  analysis: analysisTables,
  recall: recallTables,
  index: indexTables,
  video: videoTables,
  intake: intakeTables,
  lists: () => listTables(),
  window: windowTables,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => BENCHES[name] === undefined)
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
console.log(`${machine}\nRatios hold from run to run; absolute times do not.\n`)
const tables: (Table | Grid)[] = []
for (const [name, run] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const table of await run()) {
    tables.push(table)
    console.log('lines' in table ? printedGrid(table) : printed(table))
  }
}
mkdirSync('test-results', { recursive: true })
writeFileSync('test-results/bench.json', `${JSON.stringify({ machine, tables }, null, 2)}\n`)
