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

export interface Growth {
  /** Bytes of heap that stay of each piece of work. */
  heapPerWork: number
  rssPerWork: number
  last: Memory
}

/**
 * How the floor of memory rises with the work: from the lowest of the second third of the looks to the lowest of the last. In the first third is made what
 * is made once and kept (compiled code, caches, prepared statements); what is held for a while (an index that is read, a page that is answered) is above
 * the floor.
 */
export function growthOf(samples: readonly Sample[]): Growth {
  const third = Math.floor(samples.length / 3)
  const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)]
  const last = after.at(-1)
  if (before.length === 0 || last === undefined) throw new Error('too few looks')
  const work = mean(after.map((sample) => sample.work)) - mean(before.map((sample) => sample.work))
  const rise = (of: keyof Memory): number => (floor(after, of) - floor(before, of)) / work
  return { heapPerWork: rise('heap'), rssPerWork: rise('rss'), last }
}

const floor = (samples: readonly Sample[], of: keyof Memory): number => Math.min(...samples.map((sample) => sample[of]))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
