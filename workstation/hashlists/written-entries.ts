import type { MediaPrints } from '../../contract/prints.ts'
import { ViewId } from '../../contract/views.ts'
import type { Algorithm } from '../../contract/words.ts'

export interface WrittenValue {
  algorithm: Algorithm
  value: string
  /** Of a picture's hash; without it, the picture as it is, or a frame. */
  view?: ViewId
}

/** All values that one entry is found by; it bears the first as its own. */
export type WrittenEntry = readonly [WrittenValue, ...WrittenValue[]]

/** What a media's fingerprints enter a list as: an entry for its bytes, found by any of their digests, and one for how it looks, found by any view or frame. */
export function writtenEntriesOf({ sha256, sha1, md5, fingerprint, views, frames }: MediaPrints): WrittenEntry[] {
  const digests = ([['sha1', sha1], ['md5', md5]] as const).flatMap(([algorithm, value]) => (value === null ? [] : [{ algorithm, value }]))
  const looks = new Map<string, WrittenValue>()
  for (const print of [fingerprint, ...frames]) if (print !== null) looks.set(print.pdq, { algorithm: 'pdq', value: print.pdq })
  for (const { view, pdq } of views) {
    const { success, data } = ViewId.safeParse(view)
    // What another version calls a view cannot be told here.
    if (success && !looks.has(pdq)) looks.set(pdq, { algorithm: 'pdq', value: pdq, view: data })
  }
  const [first, ...others] = looks.values()
  const bytes: WrittenEntry = [{ algorithm: 'sha256', value: sha256 }, ...digests]
  return first === undefined ? [bytes] : [bytes, [first, ...others]]
}
