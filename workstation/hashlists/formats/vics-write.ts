import type { EntryRow } from '../list-file.store.ts'
import { ANNOTATION } from './vics.ts'

/** What VICS 2.0 names a hash set by; `CUSTOM`: its categories are the list's own, not a country's. */
const HEADER = '{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/CUSTOM/$metadata#Media","value":['

/** A VICS 2.0 hash set, a media an entry. What VICS has no field for goes into an annotation, by which our own import is exact. */
export function* vicsPieces(entries: Iterable<EntryRow>): Generator<string> {
  yield HEADER
  let between = '\n'
  for (const entry of entries) {
    yield `${between}${JSON.stringify(mediaOf(entry))}`
    between = ',\n'
  }
  yield '\n]}\n'
}

function mediaOf({ id, algorithm, value, classification, sourceReference, added, expires }: EntryRow): Record<string, unknown> {
  return {
    MediaID: id,
    Category: /^\d{1,9}$/.test(classification) ? Number(classification) : 0,
    ...hashOf(algorithm, value),
    [ANNOTATION]: { classification, reference: sourceReference, added, expires },
  }
}

function hashOf(algorithm: EntryRow['algorithm'], value: string): Record<string, unknown> {
  if (algorithm === 'md5') return { MD5: value.toUpperCase() }
  if (algorithm === 'sha1') return { SHA1: value.toUpperCase() }
  if (algorithm === 'photodna') return { PhotoDNA: value }
  return { AlternativeHashes: [{ HashName: algorithm, HashValue: value }] }
}
