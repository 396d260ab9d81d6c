import type { MediaPrints } from '../../contract/prints.ts'
import type { Algorithm } from '../../contract/words.ts'

/** One entry of a written list. */
export interface WrittenFingerprint {
  algorithm: Algorithm
  value: string
  /** Hashes by which a perceptual entry is found; empty for a cryptographic one. */
  hashes: string[]
}

/**
 * What a media's fingerprints enter a list as: an entry for each digest of its bytes, and one for how it looks. That last one is found by
 * any of its views or frames, and bears the first of them as its value.
 */
export function writtenEntriesOf({ sha256, sha1, md5, fingerprint, views, frames }: MediaPrints): WrittenFingerprint[] {
  const digests = ([['sha256', sha256], ['sha1', sha1], ['md5', md5]] as const).flatMap(([algorithm, value]) =>
    value === null ? [] : [{ algorithm, value, hashes: [] }],
  )
  const hashes = [...new Set([fingerprint, ...views, ...frames].flatMap((print) => (print === null ? [] : [print.pdq])))]
  const [value] = hashes
  return value === undefined ? digests : [...digests, { algorithm: 'pdq', value, hashes }]
}
