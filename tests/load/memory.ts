import { median } from '../bench/measure.ts'

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
 * How memory rises with the work: from the median of the second third of the looks to that of the last. In the first third is made what is made once and
 * kept (compiled code, caches, prepared statements). Medians, for a look may fall on a moment that says nothing: who has just signed in has not read the
 * index of the own pictures yet, an answer is being written.
 */
export function growthOf(samples: readonly Sample[]): Growth {
  const third = Math.floor(samples.length / 3)
  const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)]
  const last = after.at(-1)
  if (before.length === 0 || last === undefined) throw new Error('too few looks')
  const rise = (of: keyof Sample): number => median(after.map((sample) => sample[of])) - median(before.map((sample) => sample[of]))
  return { heapPerWork: rise('heap') / rise('work'), rssPerWork: rise('rss') / rise('work'), last }
}
