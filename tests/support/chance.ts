import { onTestFailed } from 'vitest'
import { seeded } from './made-pictures.ts'

/**
 * Numbers in 0 … 1, to be taken inside a test: from SEED, or from a seed of their own that a failure tells. What is killed is killed by the clock,
 * so a seed repeats what is tried, not each moment at which it is met.
 */
export function chance(): () => number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
  onTestFailed(() => console.error(`SEED=${seed} tries the same again`))
  return seeded(seed)
}
