/** Failures that cost nothing but their own time. */
const FREE_FAILURES = 5
const LONGEST_WAIT_SECONDS = 300

/**
 * Seconds to wait before the next try: none up to five failures, then 1, 2, 4 … up to five minutes.
 * @param secondsSince the last failure. Negative when the hub's clock was set back: that says nothing of how long ago it was, and whoever waited for the
 *   clock to come there again would wait for a day; the try is let through, and counts from the new time on.
 */
export function waitBeforeSignIn(failures: number, secondsSince: number): number {
  if (failures < FREE_FAILURES || secondsSince < 0) return 0
  const wait = Math.min(LONGEST_WAIT_SECONDS, 2 ** (failures - FREE_FAILURES))
  return Math.max(0, Math.ceil(wait - secondsSince))
}

/** After a day without a failure the count starts anew. */
export function isForgotten(secondsSince: number): boolean {
  return secondsSince > 24 * 3600
}
