import { expect, test } from 'vitest'
import { growthOf, type Sample } from './memory.ts'

const MB = 1024 * 1024
const run = (heapAt: (work: number) => number): Sample[] => Array.from({ length: 30 }, (_, i) => ({ work: 100 * i, heap: heapAt(100 * i), rss: 200 * MB }))
/** Every fourth look falls on a moment at which 12 MB are not there yet; and collections never leave quite the same. */
const noise = (work: number): number => ((work / 100) % 4 === 0 ? -12 * MB : 0) + 0.5 * MB * Math.abs(Math.sin(work))

test('what a process makes once is no growth, what it keeps of each piece of work is', () => {
  const flat = growthOf(run((work) => 60 * MB + Math.min(work, 800) * 20_000 + noise(work)))
  const leaking = growthOf(run((work) => 60 * MB + work * 5000 + noise(work)))
  expect(Math.abs(flat.heapPerWork)).toBeLessThan(700)
  expect(leaking.heapPerWork).toBeGreaterThan(4000)
  expect(flat.rssPerWork).toBe(0)
})
