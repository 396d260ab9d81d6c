import { Algorithm } from '../../../contract/words.ts'

/** Entries by algorithm, in the order in which algorithms are always listed. */
export function algorithmsOf(counts: Partial<Record<Algorithm, number>>): [Algorithm, number][] {
  return Algorithm.options.flatMap((algorithm): [Algorithm, number][] => {
    const count = counts[algorithm] ?? 0
    return count === 0 ? [] : [[algorithm, count]]
  })
}
