import type { Reporter, TestCase } from '@playwright/test/reporter'

/** Says at the end why tests were skipped, once a reason: a number alone hides what was not tried. */
export default class SkippedReporter implements Reporter {
  readonly #reasons = new Map<string, number>()

  onTestEnd(test: TestCase): void {
    if (test.outcome() !== 'skipped') return
    const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? test.results.flatMap(({ annotations }) => annotations).find(({ type }) => type === 'skip')?.description
    if (reason !== undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
  }

  onEnd(): void {
    for (const [reason, count] of this.#reasons) console.log(`skipped: ${reason} (${count} ${count === 1 ? 'test' : 'tests'})`)
  }

  printsToStdio(): boolean {
    return false
  }
}
