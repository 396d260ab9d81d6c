import { setImmediate } from 'node:timers/promises'
import type { Analysis, AnalyzerLimits, FileHashes } from '../../contract/analyzer.ts'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import { isDiskFailure } from '../store/disk-failure.ts'
import type { Store } from '../store/store.ts'
import type { Scratch } from '../vault/scratch.ts'
import type { Vault } from '../vault/vault.ts'
import type { AnalyzerWorker } from './analyzer-worker.ts'
import type { AnalysisStore } from './analysis.store.ts'
import { believe } from './believe.ts'
import { withJobFile } from './sources.ts'

export interface AnalysingParts {
  store: Store
  vault: Vault
  scratch: Scratch
  analyses: AnalysisStore
  limits: AnalyzerLimits
  clock: Clock
  signal: AbortSignal
  /** How far a long one is, 0 … 1. */
  onProgress(sha256: string, fraction: number): void
  /** What is known of the media changed for good: it is ready, or it failed. Inside the transaction that says so. */
  onDone(sha256: string, how: 'ready' | 'failed'): void
  /** The disk refused a scratch file, or what was found: this one is to be put back when it does no more. */
  onDiskRefused(sha256: string): void
}

export interface Waiting {
  readonly sha256: string
  readonly bytes: number
  readonly attempts: number
}

/** A file that ended the analyzer is tried once more, after the others; then it is marked so (law 7). */
const MOST_ATTEMPTS = 2
const FRAMES_AT_A_TIME = 500
const PROCESS_ENDED: ReadonlySet<ErrorCode> = new Set(['analyzer.crashed', 'analyzer.time_limit', 'analyzer.memory_limit'])

export interface Analysing {
  analyse(worker: AnalyzerWorker, waiting: Waiting): Promise<void>
  /** Ends the analysis of this media, if it is under way, and its process with it: it stands as failed, `analyzer.stopped`. */
  stop(sha256: string): void
}

export function createAnalysing({ store, vault, scratch, analyses, limits, clock, signal, onProgress, onDone, onDiskRefused }: AnalysingParts): Analysing {
  let jobs = 0
  const underWay = new Map<string, AbortController>()

  async function ask(worker: AnalyzerWorker, { sha256, bytes }: Waiting, stopped: AbortSignal): Promise<Analysis> {
    return withJobFile({ vault, scratch }, sha256, bytes, async ({ source, scratch: dir, picture }) => {
      let hashes: FileHashes | null = null
      const request = { type: 'analyse' as const, job: `analyse-${(jobs += 1)}`, source, scratch: dir, limits, everyFrame: false, inColour: false }
      const answer = await worker.run(request, {
        ...{ picture, bytes },
        signal: AbortSignal.any([signal, stopped]),
        onHashed: keepHashes,
        onProgress: (fraction) => onProgress(sha256, fraction),
      })
      if (answer.type === 'failed') throw new AppError(answer.code)
      if (answer.type !== 'analysed') throw new AppError('analyzer.crashed')
      return believe(answer.untrusted, hashes, sha256)

      /** At once: a file that ends the decoder has them all the same. */
      function keepHashes(told: FileHashes): void {
        if (told.sha256 !== sha256) throw new AppError('analyzer.crashed')
        hashes = told
        store.transaction(() => analyses.hashes(sha256, told))
      }
    })
  }

  async function write(sha256: string, analysis: Analysis): Promise<void> {
    for (let at = 0; at < analysis.frames.length; at += FRAMES_AT_A_TIME) {
      store.transaction(() => {
        if (at === 0) analyses.clear(sha256)
        analyses.addFrames(sha256, analysis.frames.slice(at, at + FRAMES_AT_A_TIME))
      })
      await setImmediate()
      signal.throwIfAborted()
    }
    store.transaction(() => {
      if (analysis.frames.length === 0) analyses.clear(sha256)
      analyses.finish(sha256, analysis, clock.now())
      onDone(sha256, analysis.failure === null ? 'ready' : 'failed')
    })
  }

  function fail({ sha256, attempts }: Waiting, code: ErrorCode): void {
    const again = PROCESS_ENDED.has(code) && attempts < MOST_ATTEMPTS
    store.transaction(() => {
      if (again) return analyses.putBack(sha256, true)
      analyses.fail(sha256, code, clock.now())
      onDone(sha256, 'failed')
    })
  }

  async function analyse(worker: AnalyzerWorker, waiting: Waiting): Promise<void> {
    const stopping = new AbortController()
    underWay.set(waiting.sha256, stopping)
    try {
      const analysis = await ask(worker, waiting, stopping.signal)
      underWay.delete(waiting.sha256)
      await write(waiting.sha256, analysis)
    } catch (error) {
      // The house closes: the next one goes on with it, and it is no fault of the file.
      if (signal.aborted) return store.transaction(() => analyses.putBack(waiting.sha256, false))
      if (!(error instanceof AppError) || error.code === 'disk.full') throw error
      // What lied is no longer itself: it meets no other file.
      if (PROCESS_ENDED.has(error.code)) worker.close()
      fail(waiting, error.code)
    } finally {
      underWay.delete(waiting.sha256)
    }
  }

  return {
    async analyse(worker, waiting) {
      try {
        await analyse(worker, waiting)
      } catch (error) {
        if (!isDiskFailure(error)) throw error
        onDiskRefused(waiting.sha256)
      }
    },
    stop: (sha256) => underWay.get(sha256)?.abort(new AppError('analyzer.stopped')),
  }
}
