import type { Policy } from '../../contract/policy.ts'
import type { FramePrint } from './fingerprints.store.ts'
import { matchedSeconds } from './matched-seconds.ts'
import type { Stretch } from './matched-seconds.ts'
import { MAX_DISTANCE, MIN_QUALITY } from './nearness.ts'
import { isNear, packFrames } from './packed-frames.ts'
import type { PackedFrames } from './packed-frames.ts'

/** What one video has of another. */
export interface VideoLikeness {
  /** Share of the query's frames that have a partner among the entry's, percent; of the entry's among the query's. */
  queryPercent: number
  entryPercent: number
  /** Where in the query they stand. */
  seconds: Stretch[]
}

type Thresholds = Policy['video']

/** Pairs of frames that are looked at between two yields: about two milliseconds. */
const PAIRS_AT_ONCE = 100_000

/**
 * Compares two videos as vPDQ does: frames under quality 50 are left out on both sides; two frames are partners at a distance of at most
 * 31 bits; order and time do not count. Null where no frame has a partner. Long videos take millions of pairs: it yields in between.
 */
export function* compareVideos(query: readonly FramePrint[], entry: readonly FramePrint[]): Generator<void, VideoLikeness | null> {
  const [ours, theirs] = [packFrames(query, MIN_QUALITY), packFrames(entry, MIN_QUALITY)]
  const { a, b } = yield* partnered(ours, theirs)
  if (a.size === 0) return null
  const matched = new Set([...a].map(at => ours.indexes[at]))
  return {
    queryPercent: percent(a.size, ours.indexes.length),
    entryPercent: percent(b.size, theirs.indexes.length),
    seconds: matchedSeconds(query.map(frame => frame.seconds), index => matched.has(index)),
  }
}

/** Places of the frames on both sides that have a partner on the other. */
function* partnered(ours: PackedFrames, theirs: PackedFrames): Generator<void, { a: Set<number>; b: Set<number> }> {
  const [a, b] = [new Set<number>(), new Set<number>()]
  let pairs = 0
  for (const i of ours.indexes.keys()) {
    for (const j of theirs.indexes.keys()) {
      if (a.has(i) && b.has(j)) continue
      if (isNear(ours, i, theirs, j, MAX_DISTANCE)) {
        a.add(i)
        b.add(j)
      }
    }
    pairs += theirs.indexes.length
    if (pairs < PAIRS_AT_ONCE) continue
    pairs = 0
    yield
  }
  return { a, b }
}

function percent(part: number, whole: number): number {
  return (100 * part) / whole
}

/** Whether the likeness says that it is the entry's video: both shares reach what the policy asks for. */
export function isSameVideo({ queryPercent, entryPercent }: VideoLikeness, thresholds: Thresholds): boolean {
  return queryPercent >= thresholds.minQueryPercent && entryPercent >= thresholds.minEntryPercent
}
