import { appendFileSync } from 'node:fs'
import { onTestFailed } from 'vitest'
import { seeded } from './made-pictures.ts'

/** How often a check tries: a few times in `npm test`; `npm run test:long` raises it by the environment variable. */
export function rounds(variable: string, fewest: number): number {
  const asked = process.env[variable]
  return asked === undefined || asked === '' ? fewest : Number(asked)
}

/**
 * Numbers in 0 … 1, to be taken inside a test: from SEED, or from a seed of their own that a failure tells. What is killed is killed by the clock,
 * so a seed repeats what is tried, not each moment at which it is met.
 */
export function chance(): () => number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
  onTestFailed(() => console.error(`SEED=${seed} tries the same again`))
  return seeded(seed)
}

/** What a check counted, as a row of docs/checks.md says it; heard by `npm run test:long` alone. */
export function tellMeasured(what: string): void {
  const file = process.env['PARAVENT_MEASURED']
  if (file !== undefined) appendFileSync(file, `${what}\n`)
}
