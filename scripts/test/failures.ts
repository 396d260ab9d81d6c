import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** One failed test: where it stands, and the first lines of what it said. */
export interface Failure {
  test: string
  said: string
}

/** Lines of a failure's message that are told again at the end. The whole of it stands where the test ran. */
const TOLD_LINES = 12

const VitestFailures = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
})

const PlaywrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.int(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
    }),
  ),
})
const PlaywrightSuite = z.object({
  specs: z.array(PlaywrightSpec),
  get suites() {
    return z.array(PlaywrightSuite).optional()
  },
})
const PlaywrightFailures = z.object({ suites: z.array(PlaywrightSuite), errors: z.array(z.object({ message: z.string().optional() })) })

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
/** Without colours, and without the runner's own lines of the stack. */
const firstLines = (text: string): string =>
  stripVTControlCharacters(text)
    .trim()
    .split('\n')
    .filter(line => !/^\s+at .*(node_modules|new Promise)/.test(line))
    .slice(0, TOLD_LINES)
    .join('\n')

/** What failed by vitest's JSON report at `path`; nothing where the runner wrote none. A file that does not load is told by its own name. */
export function vitestFailures(path: string): Failure[] {
  if (!existsSync(path)) return []
  return VitestFailures.parse(read(path)).testResults.flatMap(file => {
    const failed = file.assertionResults.filter(test => test.status === 'failed')
    if (failed.length === 0 && file.status === 'failed') return [{ test: file.name, said: firstLines(file.message) }]
    return failed.map(test => ({ test: `${file.name} › ${test.fullName}`, said: firstLines(test.failureMessages.join('\n')) }))
  })
}

const Unhandled = z.array(z.object({ type: z.string(), file: z.string(), said: z.string() }))

/** What was thrown outside any test, by what unhandled-reporter.ts wrote. */
export function unhandledFailures(path: string): Failure[] {
  if (!existsSync(path)) return []
  return Unhandled.parse(read(path)).map(({ type, file, said }) => ({ test: `${file} › ${type}`, said: firstLines(said) }))
}

/** The same of Playwright's report: failed, or passed only at the second try. */
export function playwrightFailures(path: string): Failure[] {
  if (!existsSync(path)) return []
  const report = PlaywrightFailures.parse(read(path))
  const of = (suite: z.infer<typeof PlaywrightSuite>): Failure[] => [...suite.specs.flatMap(failuresOf), ...(suite.suites ?? []).flatMap(of)]
  return [...report.suites.flatMap(of), ...report.errors.map(error => ({ test: 'playwright', said: firstLines(error.message ?? '') }))]
}

const failuresOf = (spec: z.infer<typeof PlaywrightSpec>): Failure[] =>
  spec.tests
    .filter(test => test.status === 'unexpected' || test.status === 'flaky')
    .map(test => ({
      test: `[${test.projectName}] ${spec.file}:${spec.line} › ${spec.title}`,
      said: firstLines(test.results.map(result => result.error?.message ?? '').join('\n')),
    }))
