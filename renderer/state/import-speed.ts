import type { ListProgress } from '../../contract/match.ts'

/** How far an import was at a moment, in milliseconds. */
export type Sample = Pick<ListProgress, 'phase' | 'bytes' | 'rows'> & { at: number }
export type Speed = { bytesPerSecond: number; rowsPerSecond: number; secondsLeft: number }

/** A speed is told of the last ten seconds, and not before there are two. */
const WINDOW_MS = 10_000
const SHORTEST_MS = 2000

/** The samples of one phase within the window, with the newest. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const before = samples.filter(({ phase, bytes, at }) => phase === next.phase && bytes <= next.bytes && next.at - at <= WINDOW_MS)
  return [...before, next]
}

/** Null as long as nothing can be told: too early, or nothing moved. */
export function speedOf(samples: readonly Sample[], totalBytes: number): Speed | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return null
  const seconds = (last.at - first.at) / 1000
  const bytesPerSecond = (last.bytes - first.bytes) / seconds
  if (seconds * 1000 < SHORTEST_MS || bytesPerSecond <= 0) return null
  return { bytesPerSecond, rowsPerSecond: (last.rows - first.rows) / seconds, secondsLeft: Math.ceil((totalBytes - last.bytes) / bytesPerSecond) }
}
