import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { countPlaywright, countVitest } from './test/count.ts'
import type { Counts } from './test/count.ts'
import { CHECKS, type Check } from './test-long/checks.ts'
import { makePathWithoutCompiler } from './test-long/path-without-compiler.ts'
import { writeTable, type Row } from './test-long/table.ts'

/**
 * `npm run test:long`: the checks of the promises at their full numbers, one after another; what they counted goes to docs/checks.md.
 * `npm run test:long -- kills clock` runs the named ones. SEED=N tries the same again; an environment variable of checks.ts set by hand holds.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const results = `${root}test-results`
const document = `${root}docs/checks.md`
const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9))

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

/** The commit that was measured; with a plus where files differ from it. */
function commit(): string {
  const changed = git('status', '--porcelain').split('\n').some((line) => line !== '' && !line.endsWith('docs/checks.md'))
  return `${git('rev-parse', '--short=7', 'HEAD')}${changed ? '+' : ''}`
}

function command({ runner, paths }: Check, report: string): string[] {
  if (runner === 'playwright') return [`${root}node_modules/@playwright/test/cli.js`, 'test', '--project=chromium', ...paths]
  return [`${root}node_modules/vitest/vitest.mjs`, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...paths]
}

function exitCodeOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function run(check: Check): Promise<{ row: Row; counts: Counts }> {
  const [measured, report] = [`${results}/${check.name}.txt`, check.runner === 'playwright' ? `${results}/e2e.json` : `${results}/${check.name}.json`]
  for (const file of [measured, report]) rmSync(file, { force: true })
  const path = check.withoutCompiler ? makePathWithoutCompiler(process.env.PATH ?? '') : null
  const started = performance.now()
  const env = { ...check.env, ...process.env, SEED: seed, PARAVENT_MEASURED: measured, ...(path === null ? {} : { PATH: path }) }
  const exitCode = await exitCodeOf(command(check, report), env)
  if (path !== null) rmSync(path, { recursive: true })
  const seconds = Math.round((performance.now() - started) / 1000)
  const counts = (check.runner === 'playwright' ? countPlaywright : countVitest)(report, exitCode)
  const told = existsSync(measured) ? readFileSync(measured, 'utf8').trim().split('\n') : []
  const { name, promise, what } = check
  const outcome = counts.failed > 0 ? `**${counts.failed} failed**` : counts.passed === 0 ? 'nothing ran' : 'passed'
  const result = `${outcome} (${counts.passed} tests${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}, ${seconds} s)`
  return { row: { check: name, promise, what, counted: told.length === 0 ? `${counts.passed} tests` : told.join('; '), result, date: new Date().toISOString().slice(0, 10), commit: commit() }, counts }
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !CHECKS.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. Checks: ${CHECKS.map((check) => check.name).join(', ')}.`)
  process.exit(2)
}
mkdirSync(results, { recursive: true })
console.log(`SEED=${seed}`)
let failed = 0
for (const check of CHECKS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  console.log(`\n── ${check.name}: ${check.what} ${'─'.repeat(10)}`)
  const { row, counts } = await run(check)
  if (counts.failed > 0 || counts.passed === 0) failed += 1
  writeFileSync(document, writeTable(existsSync(document) ? readFileSync(document, 'utf8') : '', [row], CHECKS))
  console.log(`   ${row.counted}\n   ${row.result}`)
}
console.log(failed === 0 ? '\nAll promises hold.' : `\n${failed} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1
