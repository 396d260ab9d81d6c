const FIRST_SECONDS = 1
const LONGEST_SECONDS = 60

/**
 * Seconds until the next try after so many failures in a row (≥ 1): 1, 2, 4 … up to a minute, of which the second half is
 * left to chance, so that fifty workstations do not come back in the same second.
 * @param random 0 … 1
 */
export function backoffSeconds(failures: number, random: number): number {
  const whole = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(30, failures - 1))
  return whole / 2 + (whole / 2) * random
}
