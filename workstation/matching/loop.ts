/** Does one piece of work after another, each awaited, as long as there is any. */
export interface Loop {
  /** There may be work. */
  wake(): void
  /** Resolves when there is none. */
  settled(): Promise<void>
  /** Nothing more is begun. */
  close(): void
}

/** @param next the piece to do now, or null; one that fails must not be handed out again and again */
export function createLoop(next: () => (() => Promise<void>) | null, onFailure: (error: unknown) => void): Loop {
  let running: Promise<void> | null = null
  let closed = false

  function tell(error: unknown): void {
    if (!closed) onFailure(error)
  }

  async function run(): Promise<void> {
    try {
      for (let work = closed ? null : next(); work !== null; work = closed ? null : next()) await work().catch(tell)
    } catch (error) {
      // What there is to do cannot be read: the next wake tries again.
      tell(error)
    }
    running = null
  }

  return {
    wake() {
      if (!closed) running ??= Promise.resolve().then(run)
    },
    async settled() {
      while (running !== null && !closed) await running
    },
    close() {
      closed = true
    },
  }
}
