import { Symmetry } from '../../contract/words.ts'
import type { Algorithm } from '../../contract/words.ts'
import type { EntryRow } from '../hashlists/list-file.store.ts'
import type { EntryIndex, EntryName } from './entry-index.ts'
import type { Fingerprints, FramePrint } from './fingerprints.store.ts'
import type { MatchRow } from './matching.store.ts'
import { ENTRIES_KEPT, FURTHER_FRAMES, LOOK_ALIKES_KEPT, MAX_DISTANCE, MIN_QUALITY, Nearest } from './nearness.ts'
import type { Near } from './nearness.ts'
import type { PictureIndex } from './picture-index.ts'

/** A match that was found, before it has an id. */
export type Found = Omit<MatchRow, 'id' | 'foundAt'>

/** Equal bytes, by any of the three cryptographic fingerprints; also of a media that is not analysed, or could not be. */
export function findExact(prints: Fingerprints, entriesOf: (algorithm: Algorithm, value: string) => EntryRow[]): Found[] {
  const values = [['sha256', prints.sha256], ['sha1', prints.sha1], ['md5', prints.md5]] as const
  return values.flatMap(([algorithm, value]) =>
    value === null ? [] : entriesOf(algorithm, value).map(({ id, listId }) => exact(prints.sha256, id, listId, algorithm)),
  )
}

function exact(sha256: string, entryId: number, listId: string, algorithm: Algorithm): Found {
  return { sha256, entryId, listId, kind: 'exact', algorithm, distance: 0, quality: null, transform: null, frameSeconds: null }
}

/** Similar entries of a picture in its eight symmetries, or of each frame of a video as it is. Yields between queries. */
export function* findSimilar(
  prints: Fingerprints,
  frames: readonly FramePrint[],
  entries: EntryIndex,
  entryOf: (listId: string, entryId: number) => EntryRow | null,
): Generator<void, Found[]> {
  const nearest = new Nearest<string>(frames.length > 0 ? 1 + FURTHER_FRAMES : 1)
  const names = new Map<string, EntryName>()
  for (const { pdq, near } of queriesOf(prints, frames)) {
    for (const { listId, entryId, distance } of entries.near(pdq, MAX_DISTANCE)) {
      const name = `${listId} ${entryId}`
      names.set(name, { listId, entryId })
      nearest.put(name, { ...near, distance })
    }
    yield
  }
  return nearest.best(ENTRIES_KEPT).flatMap(([name, nears]) => {
    const { listId, entryId } = names.get(name) ?? { listId: '', entryId: 0 }
    const entry = entryOf(listId, entryId)
    return entry === null ? [] : nears.map(near => similar(prints.sha256, entry, near))
  })
}

function similar(sha256: string, { id, listId }: EntryRow, near: Near): Found {
  return { sha256, entryId: id, listId, kind: 'similar', algorithm: 'pdq', ...near }
}

interface Query {
  pdq: string
  near: Omit<Near, 'distance'>
}

function* queriesOf(prints: Fingerprints, frames: readonly FramePrint[]): Generator<Query> {
  for (const { view, pdq, quality } of prints.views) {
    const transform = Symmetry.safeParse(view)
    if (transform.success && quality >= MIN_QUALITY) yield { pdq, near: { transform: transform.data, quality, frameSeconds: null } }
  }
  for (const { pdq, quality, seconds } of frames) {
    if (quality >= MIN_QUALITY) yield { pdq, near: { transform: 'original', quality, frameSeconds: seconds } }
  }
}

/** Own pictures that look like this one, in any symmetry, nearest first; itself not among them. */
export function* findLookAlikes(prints: Fingerprints, pictures: PictureIndex): Generator<void, [sha256: string, near: Near][]> {
  const nearest = new Nearest<string>(1)
  for (const { pdq, near } of queriesOf(prints, [])) {
    for (const { sha256, distance } of pictures.near(pdq, MAX_DISTANCE)) if (sha256 !== prints.sha256) nearest.put(sha256, { ...near, distance })
    yield
  }
  return nearest.best(LOOK_ALIKES_KEPT).flatMap(([sha256, nears]) => nears.map((near): [string, Near] => [sha256, near]))
}
