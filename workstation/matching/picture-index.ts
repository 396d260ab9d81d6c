import type { HammingIndex } from '../../native/index.ts'
import type { FingerprintReader } from './fingerprints.store.ts'

const PAGE = 500

/** This workstation's own pictures, in memory, for finding look-alikes. */
export interface PictureIndex {
  load(minQuality: number): Generator<void>
  /** A picture that is there already stays as it is. */
  add(sha256: string, pdq: string): void
  near(pdq: string, maxDistance: number): { sha256: string; distance: number }[]
}

export function createPictureIndex(reader: FingerprintReader, index: HammingIndex): PictureIndex {
  const names: string[] = []
  const known = new Set<string>()

  function add(sha256: string, pdq: string): void {
    if (known.has(sha256)) return
    known.add(sha256)
    index.add(names.push(sha256) - 1, pdq)
  }

  return {
    add,
    *load(minQuality) {
      for (let after = ''; ; ) {
        const page = reader.pictures(after, minQuality, PAGE)
        for (const { sha256, pdq } of page) add(sha256, pdq)
        const last = page.at(-1)
        if (last === undefined) return
        after = last.sha256
        yield
      }
    },
    near: (pdq, maxDistance) => index.query(pdq, maxDistance).flatMap(({ id, distance }) => {
      const sha256 = names[id]
      return sha256 === undefined ? [] : [{ sha256, distance }]
    }),
  }
}
