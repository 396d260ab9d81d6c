import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

const VitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), numTodoTests: z.int() })
/** Playwright's words: expected = passed, unexpected = failed, flaky = failed first and passed then. */
const PlaywrightReport = z.object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }) })

/** A step that is one check: it passes or fails as a whole. */
export const countStep = (exitCode: number): Counts => ({ passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 })

export function countVitest(path: string, exitCode: number): Counts {
  if (!existsSync(path)) return countStep(1)
  const report = VitestReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  return withExit(
    { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests },
    exitCode,
  )
}

/** A test that passes only at the second try is a failure: something in it is not certain. */
export function countPlaywright(path: string, exitCode: number): Counts {
  if (!existsSync(path)) return countStep(1)
  const { stats } = PlaywrightReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  return withExit({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }, exitCode)
}

/** A runner that failed without a failed test (a file that does not load, no test found) counts as one failure. */
const withExit = (counts: Counts, exitCode: number): Counts => (exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts)

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  })
