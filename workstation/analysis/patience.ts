import type { AnalyzerLimits } from '../../contract/analyzer.ts'

/** A job as seen from outside; times in milliseconds of the monotonic clock. */
export interface JobSigns {
  readonly startedAt: number
  /** When the process last said something about it. */
  readonly lastSignAt: number
  /** Bytes of the file: reading and hashing them takes its time before the first sign. */
  readonly bytes: number
  /** The file begins like a still picture. */
  readonly picture: boolean
  /** It told progress: a long job that is alive as long as it goes on telling. */
  readonly toldProgress: boolean
}

/** The analyzer keeps its limits itself; so much later we no longer count on that. */
const GRACE_MS = 3000
/** Slowest reading and hashing that is waited for, bytes a millisecond (20 MB/s). */
const READ_RATE = 20_000

/** Whether a job is over its time: a picture as a whole, anything longer between two signs of life and as a whole. */
export function isOverTime(signs: JobSigns, now: number, limits: AnalyzerLimits): boolean {
  const reading = signs.bytes / READ_RATE
  const whole = now - signs.startedAt - GRACE_MS - reading
  if (signs.picture && !signs.toldProgress) return whole > limits.pictureSeconds * 1000
  const silent = now - signs.lastSignAt - GRACE_MS - (signs.toldProgress ? 0 : reading)
  return silent > limits.videoStallSeconds * 1000 || whole > limits.videoSeconds * 1000
}
