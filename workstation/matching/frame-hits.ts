import type { FramePrint } from './fingerprints.store.ts'
import { matchedSeconds } from './matched-seconds.ts'
import type { Stretch } from './matched-seconds.ts'
import { MIN_QUALITY } from './nearness.ts'

/** An entry that was found near a frame of a video: the frame by its place among all frames. */
export interface FrameHit<Entry> {
  index: number
  entry: Entry
  distance: number
}

/** What a video has of one entry: the nearest frame (the first among equals), and all seconds at which it was met. */
export interface FoundInVideo<Entry> {
  entry: Entry
  nearest: FramePrint & { distance: number }
  /** Share of the frames worth matching by that met the entry. */
  queryPercent: number
  seconds: Stretch[]
}

/**
 * The hits of a video's frames, entry by entry, the nearest entry first. Entries are told apart by identity (a number or a string).
 * @param frames all frames of the video, rising; hits of those under quality 50 do not count
 */
export function groupFrameHits<Entry extends number | string>(frames: readonly FramePrint[], hits: Iterable<FrameHit<Entry>>): FoundInVideo<Entry>[] {
  const worth = frames.filter(frame => frame.quality >= MIN_QUALITY).length
  const seconds = frames.map(frame => frame.seconds)
  return [...nearestByFrame(frames, hits)]
    .map(([entry, distances]) => ({
      entry,
      nearest: nearestOf(frames, distances),
      queryPercent: (100 * distances.size) / worth,
      seconds: matchedSeconds(seconds, index => distances.has(index)),
    }))
    .sort((a, b) => a.nearest.distance - b.nearest.distance)
}

/** Of each entry: at which frames it was met, and how near (several hashes of one entry may be near one frame). */
function nearestByFrame<Entry>(frames: readonly FramePrint[], hits: Iterable<FrameHit<Entry>>): Map<Entry, Map<number, number>> {
  const found = new Map<Entry, Map<number, number>>()
  for (const { index, entry, distance } of hits) {
    const frame = frames[index]
    if (frame === undefined || frame.quality < MIN_QUALITY) continue
    const distances = found.get(entry) ?? new Map<number, number>()
    distances.set(index, Math.min(distance, distances.get(index) ?? Infinity))
    found.set(entry, distances)
  }
  return found
}

function nearestOf(frames: readonly FramePrint[], distances: ReadonlyMap<number, number>): FramePrint & { distance: number } {
  const [index, distance] = [...distances].reduce((best, next) => (next[1] < best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best))
  return { ...frames[index]!, distance }
}
