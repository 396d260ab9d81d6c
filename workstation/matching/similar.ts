import type { Policy } from '../../contract/policy.ts'
import type { Neighbourhoods } from '../../native/index.ts'
import type { EntryRow } from '../hashlists/list-file.store.ts'
import type { FramePrint } from './fingerprints.store.ts'
import type { Found } from './found.ts'
import { groupFrameHits } from './frame-hits.ts'
import type { FoundInVideo, FrameHit } from './frame-hits.ts'
import { indexedEntry } from './indexed-id.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import { ENTRIES_KEPT } from './nearness.ts'
import type { Near, Nearest } from './nearness.ts'
import { answers } from './queries.ts'
import type { Queries, Sought } from './queries.ts'
import { compareVideos, isSameVideo } from './video-match.ts'
import { certaintyOf } from './view-rules.ts'

/** Neighbours of what was asked of one media. */
export interface Met {
  /** Of a picture: the entries, each with what was nearest. */
  pictures: Nearest<number, Near>
  /** Of a video: each frame that met an entry. */
  frames: FrameHit<number>[]
}

/** Puts what an index answered under the media that asked. */
export function sortAnswers(met: ReadonlyMap<string, Met>, queries: Queries, answered: Neighbourhoods): void {
  for (const { query: { sha256, view, quality, frame }, id, distance } of answers(queries, answered)) {
    const { entryId, view: entryView } = indexedEntry(id)
    const certainty = certaintyOf(view, entryView, distance)
    if (frame !== null) met.get(sha256)?.frames.push({ index: frame, entry: entryId, distance })
    else if (certainty !== null) met.get(sha256)?.pictures.put(entryId, { certainty, distance, quality, view, entryView })
  }
}

/** The matches of one media with one list that its neighbours make, the nearest first. Yields where it takes long. */
export function* similarMatches({ prints, frames }: Sought, listId: string, met: Met, lists: Pick<ListSource, 'entry'>, thresholds: Policy['video']): Generator<void, Found[]> {
  const found: Found[] = []
  for (const [entryId, near] of met.pictures.best(ENTRIES_KEPT)) {
    if (lists.entry(listId, entryId) === null) continue
    found.push({ sha256: prints.sha256, listId, entryId, kind: 'similar', algorithm: 'pdq', ...near, frameSeconds: null, video: null })
  }
  for (const inVideo of groupFrameHits(frames, met.frames).slice(0, ENTRIES_KEPT)) {
    const entry = lists.entry(listId, inVideo.entry)
    if (entry === null) continue
    found.push(yield* videoMatch(prints.sha256, frames, entry, inVideo, thresholds))
    yield
  }
  return found
}

/** A picture in a video is a match; another video is one where it is the same by the rule, and else possible: seconds in common, no verdict. */
function* videoMatch(
  sha256: string, frames: readonly FramePrint[], { id, listId, frames: theirs }: EntryRow, { nearest, queryPercent, seconds }: FoundInVideo<number>,
  thresholds: Policy['video'],
): Generator<void, Found> {
  const { distance, quality, seconds: frameSeconds } = nearest
  const base = { sha256, listId, entryId: id, kind: 'similar', distance, quality, view: 'original', entryView: 'original', frameSeconds } as const
  const likeness = theirs === undefined ? null : yield* compareVideos(frames, theirs)
  if (likeness === null) return { ...base, algorithm: 'pdq', certainty: 'match', video: { queryPercent, entryPercent: null, seconds, same: false } }
  const same = isSameVideo(likeness, thresholds)
  return { ...base, algorithm: 'vpdq', certainty: same ? 'match' : 'possible', video: { ...likeness, same } }
}
