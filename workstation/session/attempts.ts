import { AppError } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import type { Profile } from './profile.ts'

const FREE = 3
const LONGEST_SECONDS = 300

/** Seconds to wait after so many wrong passphrases in a row: none for the first two, then 1, 2, 4 … up to five minutes. */
export function delaySeconds(failures: number): number {
  return failures < FREE ? 0 : Math.min(LONGEST_SECONDS, 2 ** (failures - FREE))
}

export interface Attempts {
  /**
   * Tries to open something with what was typed; null is a failed try. It counts as one before it is made, so that ending the program
   * meanwhile does not undo it. @throws AppError `session.too_many_attempts` with `seconds` left
   */
  attempt<T>(slotId: string, open: () => Promise<T | null> | T | null): Promise<T | null>
  /** What opened otherwise begins anew too. */
  forget(slotId: string): void
}

/**
 * Counts wrong passphrases by slot, also over restarts. Of the time only what passed while this program runs counts: a start begins the
 * pause anew, so that neither a restart nor a clock that was moved shortens it, and nobody waits longer than five minutes.
 */
export function createAttempts(clock: Pick<Clock, 'monotonic'>, profile: Pick<Profile, 'readAttempts' | 'saveAttempts'>): Attempts {
  const failures = new Map(Object.entries(profile.readAttempts()))
  const started = clock.monotonic()
  const lastAt = new Map([...failures.keys()].map((slotId) => [slotId, started]))

  function save(): void {
    try {
      profile.saveAttempts(Object.fromEntries(failures))
    } catch (error) {
      // It counts in memory all the same; a disk that is full must not keep people out.
      if (!(error instanceof AppError && error.code.startsWith('disk.'))) reportBug('attempts', error)
    }
  }

  function refuseEarly(slotId: string): void {
    const left = delaySeconds(failures.get(slotId) ?? 0) - (clock.monotonic() - (lastAt.get(slotId) ?? started)) / 1000
    if (left > 0) throw new AppError('session.too_many_attempts', { seconds: Math.ceil(left) })
  }

  function forget(slotId: string): void {
    if (failures.delete(slotId)) save()
  }

  return {
    async attempt(slotId, open) {
      refuseEarly(slotId)
      failures.set(slotId, (failures.get(slotId) ?? 0) + 1)
      save()
      const opened = await open()
      lastAt.set(slotId, clock.monotonic())
      if (opened !== null) forget(slotId)
      return opened
    },
    forget,
  }
}
