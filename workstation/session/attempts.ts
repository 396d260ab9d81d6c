import { AppError } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'

const FREE = 3
const LONGEST_SECONDS = 300

/** Seconds to wait after so many wrong passphrases in a row: none for the first two, then 1, 2, 4 … up to five minutes. */
export function delaySeconds(failures: number): number {
  return failures < FREE ? 0 : Math.min(LONGEST_SECONDS, 2 ** (failures - FREE))
}

export interface Attempts {
  /** @throws AppError `session.too_many_attempts` with `seconds` left */
  check(slotId: string): void
  failed(slotId: string): void
  succeeded(slotId: string): void
}

/** Counts wrong passphrases by slot, as long as the program runs; across runs Argon2id is what slows guessing. */
export function createAttempts(clock: Clock): Attempts {
  const bySlot = new Map<string, { failures: number; at: number }>()
  return {
    check(slotId) {
      const last = bySlot.get(slotId)
      if (last === undefined) return
      const left = delaySeconds(last.failures) - (clock.monotonic() - last.at) / 1000
      if (left > 0) throw new AppError('session.too_many_attempts', { seconds: Math.ceil(left) })
    },
    failed: (slotId) => void bySlot.set(slotId, { failures: (bySlot.get(slotId)?.failures ?? 0) + 1, at: clock.monotonic() }),
    succeeded: (slotId) => void bySlot.delete(slotId),
  }
}
