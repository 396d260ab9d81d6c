import type { Clock } from '../ports.ts'

/** Twice in the second within which an idle session must be covered. */
const LOOK_EVERY_MS = 500

/** Tells when nobody did anything for a time, by a clock that never goes back. */
export interface IdleWatch {
  /** A person did something; the time begins anew. */
  touch(): void
  /** No time runs until the next `touch` (the command line has no page to fall asleep). */
  rest(): void
  /** Looks now. A timer looks too, but a machine that slept has timers that are late. */
  look(): void
  stop(): void
}

/** @param limitMs how long, in milliseconds; null while nothing is open */
export function createIdleWatch(clock: Clock, limitMs: () => number | null, onIdle: () => void): IdleWatch {
  let touchedAt: number | null = null

  function look(): void {
    const limit = limitMs()
    if (touchedAt !== null && limit !== null && clock.monotonic() - touchedAt >= limit) onIdle()
  }

  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return {
    touch: () => void (touchedAt = clock.monotonic()),
    rest: () => void (touchedAt = null),
    look,
    stop: () => clearInterval(timer),
  }
}
