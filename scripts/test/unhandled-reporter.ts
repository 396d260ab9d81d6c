import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

/** Where the errors stand, by the project's folder. */
export const UNHANDLED = 'test-results/unhandled.json'

/** Writes down what was thrown outside any test: vitest's own JSON report is silent on it, and the run fails all the same. */
export default class UnhandledReporter implements Reporter {
  readonly onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (_modules, errors) =>
    writeFileSync(
      new URL(`../../${UNHANDLED}`, import.meta.url),
      JSON.stringify(errors.map(({ type, stack, message, VITEST_TEST_PATH: file }) => ({ type: String(type ?? 'error'), file: String(file ?? ''), said: stack ?? message }))),
    )
}
