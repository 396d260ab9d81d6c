/** What a process holds, after a collection of garbage: bytes of its heap with what lies outside of it, and of all its pages in memory. */
export interface Memory {
  heap: number
  rss: number
}

/** Of this process, which was started with `--expose-gc`. */
export function measureMemory(): Memory {
  if (globalThis.gc === undefined) throw new Error('node --expose-gc')
  // What the first collection finalises, the second gives back.
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss }
}

/** One look at a process, with the work that it had done by then. */
export interface Sample extends Memory {
  work: number
}

/** What is made once and kept (compiled code, caches, prepared statements) is made in this first part of a run. */
const WARM_UP = 1 / 3

export interface Growth {
  /** Bytes of heap that stay of each piece of work. */
  heapPerWork: number
  rssPerWork: number
  last: Memory
}

/** How memory grows with the work, by least squares over what comes after warm-up. */
export function growthOf(samples: readonly Sample[]): Growth {
  const after = samples.slice(Math.ceil(samples.length * WARM_UP))
  const last = after.at(-1)
  if (last === undefined) throw new Error('nobody looked')
  const slope = (of: keyof Memory): number => slopeOf(after.map((sample) => [sample.work, sample[of]]))
  return { heapPerWork: slope('heap'), rssPerWork: slope('rss'), last }
}

function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread
}
