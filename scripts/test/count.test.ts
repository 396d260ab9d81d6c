import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countPlaywright, countVitest, sum } from './count.ts'
import { playwrightFailures, unhandledFailures, vitestFailures } from './failures.ts'

describe('the closing line of `npm test`', () => {
  let folder: string
  const write = (name: string, report: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(report))
    return join(folder, name)
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'paravent-count-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('counts a runner that wrote nothing, or failed without a failed test, as one failure', () => {
    const vitest = write('unit.json', { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 })
    expect(countVitest(join(folder, 'missing.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countVitest(vitest, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 })
    expect(countVitest(vitest, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 })
  })

  test('counts a browser test that passed only at the second try as failed', () => {
    const path = write('e2e.json', { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 0 } })
    expect(countPlaywright(path, 1)).toEqual({ passed: 5, failed: 3, skipped: 0 })
  })

  test('sums the steps', () => {
    expect(
      sum([
        { passed: 1, failed: 0, skipped: 0 },
        { passed: 2, failed: 1, skipped: 4 },
      ]),
    ).toEqual({ passed: 3, failed: 1, skipped: 4 })
  })

  test('tells what failed, where and with which words, also of a file that does not load', () => {
    const failed = { fullName: 'sums', status: 'failed', failureMessages: ['\u001B[31mexpected 2 to be 3\u001B[39m\n    at node_modules/x.js:1'] }
    const path = write('unit.json', {
      testResults: [
        { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [failed, { ...failed, fullName: 'holds', status: 'passed' }] },
        { name: 'b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
        { name: 'c.test.ts', status: 'passed', message: '', assertionResults: [] },
      ],
    })
    expect(vitestFailures(path)).toEqual([
      { test: 'a.test.ts › sums', said: 'expected 2 to be 3' },
      { test: 'b.test.ts', said: 'Cannot find module' },
    ])
    expect(vitestFailures(join(folder, 'missing.json'))).toEqual([])
    const unhandled = write('unhandled.json', [{ type: 'Unhandled Rejection', file: 'd.test.ts', said: 'Error: later' }])
    expect(unhandledFailures(unhandled)).toEqual([{ test: 'd.test.ts › Unhandled Rejection', said: 'Error: later' }])
  })

  test('tells browser tests that failed, or passed only at the second try, however deep they stand', () => {
    const spec = (title: string, status: string): unknown => ({
      ...{ title, file: 'a.test.ts', line: 4 },
      tests: [{ projectName: 'chromium', status, results: [{ error: { message: 'no such page' } }, {}] }],
    })
    const inner = { specs: [spec('opens', 'flaky'), spec('closes', 'skipped')] }
    const path = write('e2e.json', { errors: [], suites: [{ specs: [spec('signs in', 'unexpected'), spec('reads', 'expected')], suites: [inner] }] })
    expect(playwrightFailures(path)).toEqual([
      { test: '[chromium] a.test.ts:4 › signs in', said: 'no such page' },
      { test: '[chromium] a.test.ts:4 › opens', said: 'no such page' },
    ])
  })
})
