import type { ForeignFingerprint } from '../../contract/report.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { EntryRow } from '../hashlists/list-file.store.ts'
import type { Fingerprints } from './fingerprints.store.ts'
import type { Found } from './found.ts'

/**
 * Entries with an equal value: by the three cryptographic fingerprints, also of a media that is not analysed or could not be, and by what
 * came with it.
 */
export function findExact(prints: Fingerprints, foreign: readonly ForeignFingerprint[], entriesOf: (algorithm: Algorithm, value: string) => EntryRow[]): Found[] {
  const { sha256, sha1, md5 } = prints
  const computed = [['sha256', sha256], ['sha1', sha1], ['md5', md5]] as const
  const values: (readonly [Algorithm, string | null])[] = [...computed, ...foreign.map(it => [it.algorithm, it.value] as const)]
  const found = new Map<string, Found>()
  for (const [algorithm, value] of values) {
    for (const { id, listId } of value === null ? [] : entriesOf(algorithm, value)) {
      // An entry that several digests lead to is one match, told by the strongest.
      const name = `${listId} ${id}`
      if (!found.has(name)) found.set(name, exact(sha256, id, listId, algorithm))
    }
  }
  return [...found.values()]
}

function exact(sha256: string, entryId: number, listId: string, algorithm: Algorithm): Found {
  return { sha256, entryId, listId, kind: 'exact', certainty: 'match', algorithm, distance: 0, quality: null, view: null, entryView: null, frameSeconds: null, video: null }
}
