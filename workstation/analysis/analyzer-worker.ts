import { AnalyzerAnswer, type AnalyzerLimits, type AnalyzerRequest, type FileHashes } from '../../contract/analyzer.ts'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { AnalyzerProcess, Clock } from '../ports.ts'
import type { ReadMemory } from './memory.ts'
import { isOverTime } from './patience.ts'

/** One analyzer process, one job at a time; killed when it must be, started again with the next job. */
export interface AnalyzerWorker {
  /**
   * The job's last answer (`analysed`, `rendered` or `failed`).
   * @throws AppError analyzer.crashed (it died, or said what is not in the contract), analyzer.time_limit,
   *   analyzer.memory_limit; what `signal` was aborted with; what a listener throws. The process is gone then.
   */
  run(request: AnalyzerRequest, watch: Watch): Promise<FinalAnswer>
  /** Ends the process, and the job with `analyzer.crashed`. */
  close(): void
}

export type FinalAnswer = Extract<AnalyzerAnswer, { type: 'analysed' | 'rendered' | 'failed' }>

export interface Watch {
  /** The file begins like a still picture: the short limit holds. */
  readonly picture: boolean
  readonly bytes: number
  readonly signal: AbortSignal
  onHashed?(hashes: FileHashes): void
  /** 0 … 1, of a long job. */
  onProgress?(fraction: number): void
  onChunk?(piece: Uint8Array): void
}

export interface WorkerParts {
  startAnalyzer(): AnalyzerProcess
  clock: Clock
  limits: AnalyzerLimits
  readMemory: ReadMemory
}

interface Current {
  readonly request: AnalyzerRequest
  readonly watch: Watch
  /** Of the job, or of its process while that is starting. */
  startedAt: number
  lastSignAt: number
  toldProgress: boolean
  answers: number
  resolve(answer: FinalAnswer): void
  reject(error: unknown): void
}

const LOOK_EVERY_MS = 250
/** A process that is not ready by then never will be. */
const START_MS = 20_000
/** A process that floods us with signs of life is no longer itself. */
const MOST_ANSWERS = 200_000

export function createAnalyzerWorker({ startAnalyzer, clock, limits, readMemory }: WorkerParts): AnalyzerWorker {
  let running: AnalyzerProcess | null = null
  let ready = false
  let current: Current | null = null

  /** The process of now; what an earlier one still says is not heard. */
  function ensure(): AnalyzerProcess {
    if (running !== null) return running
    const started = startAnalyzer()
    running = started
    ready = false
    started.onAnswer((answer) => {
      if (running === started) hear(answer)
    })
    started.onExit(() => {
      if (running !== started) return
      running = null
      end((job) => job.reject(new AppError('analyzer.crashed')))
    })
    return started
  }

  function end(how: (job: Current) => void): void {
    const job = current
    current = null
    if (job !== null) how(job)
  }

  function giveUp(error: unknown): void {
    const process = running
    running = null
    process?.kill()
    end((job) => job.reject(error))
  }

  function hear(untrusted: unknown): void {
    const parsed = AnalyzerAnswer.safeParse(untrusted)
    if (!parsed.success) return giveUp(new AppError('analyzer.crashed'))
    const answer = parsed.data
    if (answer.type === 'ready') return ready ? undefined : begin()
    if (current === null || answer.job !== current.request.job) return
    current.lastSignAt = clock.monotonic()
    current.answers += 1
    if (current.answers > MOST_ANSWERS) return giveUp(new AppError('analyzer.crashed'))
    try {
      tell(current, answer)
    } catch (error) {
      giveUp(error)
    }
  }

  /** The process is ready: time counts from here. */
  function begin(): void {
    ready = true
    if (current === null || running === null) return
    current.startedAt = current.lastSignAt = clock.monotonic()
    running.post(current.request)
  }

  function tell(job: Current, answer: Exclude<AnalyzerAnswer, { type: 'ready' }>): void {
    if (answer.type === 'hashed') job.watch.onHashed?.(answer.hashes)
    else if (answer.type === 'chunk') job.watch.onChunk?.(answer.bytes)
    else if (answer.type === 'progress') {
      job.toldProgress = true
      job.watch.onProgress?.(Math.min(1, Math.max(0, answer.fraction)))
    } else end(({ resolve }) => resolve(answer))
  }

  async function look(job: Current): Promise<void> {
    if (!ready) return clock.monotonic() - job.startedAt > START_MS ? stop(job, 'analyzer.crashed') : undefined
    if (isOverTime({ ...job, picture: job.watch.picture, bytes: job.watch.bytes }, clock.monotonic(), limits)) return stop(job, 'analyzer.time_limit')
    const pid = running?.pid
    const resident = pid === undefined ? null : await readMemory(pid)
    if (resident?.some((bytes) => bytes > limits.memoryBytes)) stop(job, 'analyzer.memory_limit')
  }

  function stop(job: Current, code: ErrorCode): void {
    if (current === job) giveUp(new AppError(code))
  }

  function start(): void {
    try {
      ensure()
      if (ready) begin()
    } catch (cause) {
      giveUp(new AppError('analyzer.crashed', {}, { cause }))
    }
  }

  return {
    async run(request, watch) {
      if (current !== null) throw new Error('an analyzer was given a second job')
      watch.signal.throwIfAborted()
      const answer = Promise.withResolvers<FinalAnswer>()
      const now = clock.monotonic()
      const job: Current = { request, watch, startedAt: now, lastSignAt: now, toldProgress: false, answers: 0, resolve: answer.resolve, reject: answer.reject }
      current = job
      const onAbort = (): void => {
        if (current === job) giveUp(watch.signal.reason)
      }
      watch.signal.addEventListener('abort', onAbort)
      const timer = setInterval(() => void look(job).catch((error: unknown) => giveUp(error)), LOOK_EVERY_MS)
      start()
      try {
        return await answer.promise
      } finally {
        clearInterval(timer)
        watch.signal.removeEventListener('abort', onAbort)
      }
    },
    close: () => giveUp(new AppError('analyzer.crashed')),
  }
}
