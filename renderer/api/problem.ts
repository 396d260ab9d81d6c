import { AppError } from '../../contract/error.ts'
import type { ErrorCode, ErrorFacts } from '../../contract/error.ts'

/** The page could not reach its own workstation: stopped, restarting, or the connection broke. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('workstation unreachable', { cause })
    this.name = 'Unreachable'
  }
}

/** A failure as the page shows it. */
export type Problem = { code: ErrorCode | 'unreachable'; facts: ErrorFacts }

/** What to show for anything that was thrown; a bug is also written to the console, since it must not pass unseen. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof AppError) return { code: thrown.code, facts: thrown.facts }
  if (thrown instanceof Unreachable) return { code: 'unreachable', facts: {} }
  console.error(thrown)
  return { code: 'internal', facts: {} }
}
