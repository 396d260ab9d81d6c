import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { countPlaywright, countStep, countVitest, sum } from './test/count.ts'
import type { Counts } from './test/count.ts'
import { playwrightFailures, unhandledFailures, vitestFailures } from './test/failures.ts'
import type { Failure } from './test/failures.ts'
import { UNHANDLED } from './test/unhandled-reporter.ts'

/**
 * `npm test`: types, lint, arrows, build, unit tests, browser tests, in this order, all of them even when one fails.
 * `npm test -- lint unit` runs the named ones. What failed is told again at the end, and the last line is `N passed, N failed`, with `, N skipped` where some were.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const results = `${root}test-results`

interface Step {
  name: string
  command: [program: string, ...args: string[]]
  count: (exitCode: number) => Counts
  /** What failed in it, where it is more than one check. */
  failures?: () => Failure[]
}

/** What a step came to. */
interface Outcome {
  counts: Counts
  failures: Failure[]
}

const script = (path: string): string => `${root}node_modules/${path}`
const STEPS: readonly Step[] = [
  { name: 'types', command: [script('typescript/bin/tsc'), '-p', '.'], count: countStep },
  { name: 'lint', command: [script('oxlint/bin/oxlint'), '--quiet'], count: countStep },
  { name: 'arrows', command: [`${root}scripts/arrows.ts`], count: countStep },
  { name: 'build', command: [`${root}scripts/build.ts`], count: countStep },
  {
    name: 'unit',
    command: [script('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--reporter=${root}scripts/test/unhandled-reporter.ts`, `--outputFile.json=${results}/unit.json`],
    count: exitCode => countVitest(`${results}/unit.json`, exitCode),
    failures: () => [...vitestFailures(`${results}/unit.json`), ...unhandledFailures(`${root}${UNHANDLED}`)],
  },
  {
    name: 'e2e',
    command: [script('@playwright/test/cli.js'), 'test'],
    count: exitCode => countPlaywright(`${results}/e2e.json`, exitCode),
    failures: () => playwrightFailures(`${results}/e2e.json`),
  },
]

async function run(step: Step): Promise<Outcome> {
  console.log(`\n── ${step.name} ${'─'.repeat(60 - step.name.length)}`)
  const started = performance.now()
  const child = spawn(process.execPath, step.command, { cwd: root, stdio: ['inherit', 'inherit', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text)
    complaints = `${complaints}${text}`.slice(-2000)
  })
  const closed = once(child, 'close')
  const [code] = await once(child, 'exit')
  // What it started and left behind could hold the pipe for ever.
  await Promise.race([closed, setTimeout(1000)])
  child.stderr.destroy()
  const counts = step.count(code ?? 1)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`   ${step.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`)
  return { counts, failures: failuresOf(step, counts, code, complaints) }
}

/** A step that failed without a failed test tells how it ended, and what it complained of last. */
function failuresOf(step: Step, counts: Counts, code: number | null, complaints: string): Failure[] {
  const told = step.failures?.() ?? []
  if (told.length > 0 || counts.failed === 0) return told
  return [{ test: step.name, said: `ended with ${code ?? 'a signal'}\n${complaints.trim()}`.trim() }]
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !STEPS.some(step => step.name === name))
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${STEPS.map(step => step.name).join(', ')}.`)
  process.exit(2)
}
rmSync(results, { recursive: true, force: true })
mkdirSync(results)
const steps = STEPS.filter(step => asked.length === 0 || asked.includes(step.name))
const outcomes: Outcome[] = []
for (const step of steps) outcomes.push(await run(step))
const total = sum(outcomes.map(({ counts }) => counts))
for (const { test, said } of outcomes.flatMap(({ failures }) => failures)) console.log(`\nfailed: ${test}\n${said}`)
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 ? 0 : 1
