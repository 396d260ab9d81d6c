import type { AnalyzerWorker } from './analyzer-worker.ts'

/** Something that a person waits for (`urgent`), or may soon ask for. */
export interface Asked {
  urgent: boolean
  run(worker: AnalyzerWorker): Promise<void>
  /** Only what is not urgent is ever stopped, to make room for what is. */
  stop(): void
}

export interface Pool {
  ask(asked: Asked): void
  /** Looks for work; call it whenever there may be some, or an asked one became urgent. */
  pump(): void
  /** Analyses under way; what a look asked for does not count. */
  running(): number
  /** Ends every process and waits until what was running has told its end. */
  close(): Promise<void>
}

export interface PoolParts {
  /** Analyses at a time. One more process is there only for what is asked, so that a person never waits behind a video. */
  size: number
  createWorker(): AnalyzerWorker
  /** Takes the next analysis, or null when none waits. */
  nextAnalysis(): ((worker: AnalyzerWorker) => Promise<void>) | null
  onBug(error: unknown): void
}

interface Place {
  readonly worker: AnalyzerWorker
  readonly analyses: boolean
  work: Promise<void> | null
  asked: Asked | null
}

/** Urgent asks first, then analyses, then the other asks. */
export function createPool({ size, createWorker, nextAnalysis, onBug }: PoolParts): Pool {
  const asks: Asked[] = []
  const places: Place[] = Array.from({ length: size + 1 }, (_, index) => ({ worker: createWorker(), analyses: index < size, work: null, asked: null }))
  let closed = false

  function occupy(place: Place, asked: Asked | null, run: (worker: AnalyzerWorker) => Promise<void>): void {
    place.asked = asked
    place.work = run(place.worker)
      .catch(onBug)
      .finally(() => {
        place.work = null
        place.asked = null
        pump()
      })
  }

  function takeAsk(urgent: boolean): Asked | null {
    const index = asks.findIndex((asked) => !urgent || asked.urgent)
    return index === -1 ? null : (asks.splice(index, 1)[0] ?? null)
  }

  function fill(place: Place): void {
    const urgent = takeAsk(true)
    if (urgent !== null) return occupy(place, urgent, urgent.run)
    const analysis = place.analyses ? nextAnalysis() : null
    if (analysis !== null) return occupy(place, null, analysis)
    const asked = takeAsk(false)
    if (asked !== null) occupy(place, asked, asked.run)
  }

  function pump(): void {
    if (closed) return
    for (const place of places) if (place.work === null) fill(place)
    if (asks.some((asked) => asked.urgent)) places.find((place) => place.asked?.urgent === false)?.asked?.stop()
  }

  return {
    ask(asked) {
      asks.push(asked)
      pump()
    },
    pump,
    running: () => places.filter((place) => place.work !== null && place.asked === null).length,
    async close() {
      closed = true
      for (const asked of asks.splice(0)) asked.stop()
      for (const place of places) place.worker.close()
      await Promise.all(places.map((place) => place.work))
    },
  }
}
