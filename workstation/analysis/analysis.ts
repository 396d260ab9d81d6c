import { availableParallelism } from 'node:os'
import { AnalyzerLimits } from '../../contract/analyzer.ts'
import type { AnalysisProgress, Signal } from '../../contract/signals.ts'
import type { AnalyzerProcess, Clock } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { isDiskFailure } from '../store/disk-failure.ts'
import type { Store } from '../store/store.ts'
import type { Scratch } from '../vault/scratch.ts'
import type { Vault } from '../vault/vault.ts'
import { createAnalysing, type Waiting } from './analysing.ts'
import { createAnalysisStore, type AnalysisFacts, type AnalysisStore } from './analysis.store.ts'
import { createAnalyzerWorker } from './analyzer-worker.ts'
import { readMemory, type ReadMemory } from './memory.ts'
import { createPool } from './pool.ts'
import { createRendering, type Rendering } from './rendering.ts'

export interface Analysis extends Rendering, Pick<AnalysisStore, 'covered' | 'coveredFacts' | 'withMd5'> {
  /** These media wait for their analysis, unless they had one or are not here. Inside a transaction or outside. */
  enqueue(sha256s: readonly string[]): void
  /** A failed one is tried again. @returns false when it had not failed */
  retry(sha256: string): boolean
  /** Ends the analysis of this media, if it is under way; it stands as failed then, and may be tried again. */
  stop(sha256: string): void
  /** Goes on with what waited, and with what a stop left under way. */
  resume(): void
  /** Counts since nothing was left to do. */
  progress(): AnalysisProgress
  facts(sha256: string): AnalysisFacts | null
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>
  /** Ends the processes; what was under way waits again. */
  close(): Promise<void>
}

export interface AnalysisParts {
  store: Store
  vault: Vault
  scratch: Scratch
  startAnalyzer(): AnalyzerProcess
  signals: { send(signal: Signal): void }
  clock: Clock
  /** After the commit: the media is ready, or it failed, or waits anew; hashes may be known in each case. */
  onAnalysed(sha256: string): void
  limits?: AnalyzerLimits
  /** Processes for analyses; one more is there for reveals. */
  size?: number
  readMemory?: ReadMemory
}

/** As many as leave a core to the person; at most four. */
export function poolSize(cores: number): number {
  return Math.min(4, Math.max(1, cores - 1))
}

const DISK_PAUSE_MS = 10_000
const TELL_EVERY_MS = 200

export function createAnalysis(parts: AnalysisParts): Analysis {
  const { store, vault, scratch, startAnalyzer, signals, clock, onAnalysed } = parts
  const limits = parts.limits ?? AnalyzerLimits.parse({})
  const analyses = createAnalysisStore(store.db)
  const closing = new AbortController()
  const done = { ready: 0, failed: 0 }
  const toPutBack: string[] = []
  const long = new Map<string, number>()
  let paused: NodeJS.Timeout | null = null
  /** What a stop left under way is to be put back, once there is room to write it. */
  let toResume = false
  let lastTold = -Infinity
  let toldBusy = false
  let idlers: (() => void)[] = []

  const analysing = createAnalysing({
    ...{ store, vault, scratch, analyses, limits, clock },
    signal: closing.signal,
    onProgress(sha256, fraction) {
      long.set(sha256, fraction)
      tell()
    },
    onDone(sha256, how) {
      store.afterCommit(() => (done[how] += 1))
      onAnalysed(sha256)
    },
    onDiskRefused(sha256) {
      toPutBack.push(sha256)
      pause()
    },
  })
  const pool = createPool({
    size: parts.size ?? poolSize(availableParallelism()),
    createWorker: () => createAnalyzerWorker({ startAnalyzer, clock, limits, readMemory: parts.readMemory ?? readMemory }),
    nextAnalysis() {
      const next = takeNext()
      queueMicrotask(tell)
      return next === null ? null : (worker) => analysing.analyse(worker, next).finally(() => long.delete(next.sha256))
    },
    onBug: (error) => reportBug('analysis', error),
  })
  const rendering = createRendering({ store, vault, scratch, analyses, limits, pool: () => pool })

  /** When the disk refuses, nothing goes on for a while; then what was cut short waits again, and all is tried anew. */
  function pause(): void {
    paused ??= setTimeout(() => {
      paused = null
      pool.pump()
    }, DISK_PAUSE_MS).unref()
  }

  /** Never fails: where the database cannot be read, nothing is begun, and the next pump tries again. */
  function takeNext(): Waiting | null {
    if (closing.signal.aborted || paused !== null) return null
    try {
      return store.transaction(() => {
        if (toResume) analyses.resume()
        for (const sha256 of toPutBack) analyses.putBack(sha256, false)
        store.afterCommit(() => {
          toResume = false
          toPutBack.splice(0)
        })
        return analyses.begin()
      })
    } catch (error) {
      if (isDiskFailure(error)) pause()
      else reportBug('analysis', error)
      return null
    }
  }

  function progress(): AnalysisProgress {
    const underWay = [...long].map(([sha256, fraction]) => ({ sha256, fraction }))
    return { waiting: analyses.waiting(), running: pool.running(), done: done.ready, failed: done.failed, long: underWay }
  }

  /** Counts that cannot be read must not end what runs. */
  function tell(): void {
    if (closing.signal.aborted) return
    try {
      tellNow()
    } catch (error) {
      reportBug('analysis', error)
    }
  }

  /** A few times a second at most, and when nothing is left. */
  function tellNow(): void {
    const now = clock.monotonic()
    const state = progress()
    const over = state.waiting + state.running + toPutBack.length === 0
    if (!over && now - lastTold < TELL_EVERY_MS) return
    if (!over || toldBusy || done.ready + done.failed > 0) signals.send({ type: 'analysis', analysis: state })
    toldBusy = !over
    lastTold = now
    if (over) rest()
  }

  function rest(): void {
    done.ready = done.failed = 0
    const due = idlers
    idlers = []
    for (const resolve of due) resolve()
  }

  function retried(sha256: string): void {
    onAnalysed(sha256)
    pool.pump()
  }

  return {
    ...rendering,
    covered: analyses.covered,
    coveredFacts: analyses.coveredFacts,
    withMd5: analyses.withMd5,
    facts: analyses.facts,
    progress,
    enqueue(sha256s) {
      store.transaction(() => sha256s.forEach((sha256) => analyses.enqueue(sha256)))
      store.afterCommit(pool.pump)
    },
    retry(sha256) {
      const again = store.transaction(() => analyses.retry(sha256))
      if (again) store.afterCommit(() => retried(sha256))
      return again
    },
    stop: analysing.stop,
    resume() {
      toResume = true
      pool.pump()
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve)
        queueMicrotask(tell)
      }),
    async close() {
      closing.abort()
      if (paused !== null) clearTimeout(paused)
      await pool.close()
    },
  }
}
