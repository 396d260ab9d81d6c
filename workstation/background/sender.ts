/** Whoever sends piece by piece, and may go away without a word: a page that was closed, or whose machine slept. */
export interface Sender {
  /** Something of it came. */
  heard(): void
  /** Nothing more is expected. */
  forget(): void
}

/** Far beyond what a page waits before it gives up by itself (renderer/api/upload.ts). */
const PATIENCE_MS = 5 * 60_000
const LOOK_EVERY_MS = 500

/** Calls `onGone` after five minutes in which nothing was heard, by the clock that never goes back; and after each five more. */
export function awaitSender(clock: { monotonic(): number }, onGone: () => void): Sender {
  let heardAt = clock.monotonic()
  const looking = setInterval(() => {
    if (clock.monotonic() - heardAt < PATIENCE_MS) return
    heardAt = clock.monotonic()
    onGone()
  }, LOOK_EVERY_MS).unref()
  return {
    heard: () => void (heardAt = clock.monotonic()),
    forget: () => clearInterval(looking),
  }
}
