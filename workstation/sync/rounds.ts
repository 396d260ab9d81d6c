import { backoffSeconds } from './backoff.ts'

/** One round after another, never two at once: on a beat while they succeed, with growing pauses while they fail. */
export interface Rounds {
  /** Tries at once, whatever the pause; during a round, once more after it. */
  wake(): void
  /** Settles when a round that began after the call is over. */
  now(): Promise<void>
  secondsToNext(): number | null
  close(): Promise<void>
}

export interface RoundsParts {
  /** @returns whether it succeeded; it does not throw. */
  round(): Promise<boolean>
  /** A round is over and the next one planned. */
  onPlanned(): void
  beatSeconds: number
  clock: { monotonic(): number }
  random: () => number
}

export function createRounds({ round, onPlanned, beatSeconds, clock, random }: RoundsParts): Rounds {
  let timer: NodeJS.Timeout | undefined
  let dueAt: number | null = null
  let failures = 0
  let closed = false
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  function plan(): void {
    if (closed) return
    const seconds = failures === 0 ? beatSeconds : backoffSeconds(failures, random())
    dueAt = clock.monotonic() + 1000 * seconds
    timer = setTimeout(() => void start(), 1000 * seconds)
    onPlanned()
  }

  function start(): Promise<void> {
    clearTimeout(timer)
    dueAt = null
    running = round().then((succeeded) => {
      failures = succeeded ? 0 : failures + 1
      running = null
      if (next === null) plan()
    })
    return running
  }

  function now(): Promise<void> {
    if (closed) return Promise.resolve()
    if (running === null) return start()
    next ??= running.then(() => {
      next = null
      return closed ? undefined : start()
    })
    return next
  }

  return {
    wake: () => void now(),
    now,
    secondsToNext: () => (dueAt === null ? null : Math.max(0, Math.ceil((dueAt - clock.monotonic()) / 1000))),
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
