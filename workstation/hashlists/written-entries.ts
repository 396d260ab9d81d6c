import type { MediaPrints } from '../../contract/prints.ts'
import type { Algorithm } from '../../contract/words.ts'

export interface WrittenValue {
  algorithm: Algorithm
  value: string
}

/** All values that one entry is found by; it bears the first as its own. */
export type WrittenEntry = readonly [WrittenValue, ...WrittenValue[]]

/** What a media's fingerprints enter a list as: an entry for its bytes, found by any of their digests, and one for how it looks, found by any view or frame. */
export function writtenEntriesOf({ sha256, sha1, md5, fingerprint, views, frames }: MediaPrints): WrittenEntry[] {
  const digests = ([['sha1', sha1], ['md5', md5]] as const).flatMap(([algorithm, value]) => (value === null ? [] : [{ algorithm, value }]))
  const hashes = new Set([fingerprint, ...views, ...frames].flatMap((print) => (print === null ? [] : [print.pdq])))
  const [first, ...others] = [...hashes].map((value): WrittenValue => ({ algorithm: 'pdq', value }))
  const bytes: WrittenEntry = [{ algorithm: 'sha256', value: sha256 }, ...digests]
  return first === undefined ? [bytes] : [bytes, [first, ...others]]
}
