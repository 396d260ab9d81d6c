/** Failures that cost nothing but their own time. */
const FREE_FAILURES = 5
const LONGEST_WAIT_SECONDS = 300

/**
 * Seconds to wait before the next try: none up to five failures, then 1, 2, 4 … up to five minutes.
 * @param secondsSince the last failure.
 */
export function waitBeforeSignIn(failures: number, secondsSince: number): number {
  if (failures < FREE_FAILURES) return 0
  const wait = Math.min(LONGEST_WAIT_SECONDS, 2 ** (failures - FREE_FAILURES))
  return Math.max(0, Math.ceil(wait - Math.max(0, secondsSince)))
}

/** After a day without a failure the count starts anew. */
export function isForgotten(secondsSince: number): boolean {
  return secondsSince > 24 * 3600
}
