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

/** A frame that met an entry, and how near. */
type Met = FramePrint & { distance: number }

/** What a video has of one entry: the nearest frame (the first among equals), and all seconds at which it was met. */
export interface FoundInVideo<Entry> {
  entry: Entry
  nearest: Met
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
    .flatMap(([entry, met]) => {
      const nearest = nearestOf(met)
      if (nearest === undefined) return []
      return [{ entry, nearest, queryPercent: (100 * met.size) / worth, seconds: matchedSeconds(seconds, index => met.has(index)) }]
    })
    .sort((a, b) => a.nearest.distance - b.nearest.distance)
}

/** Of each entry: at which frames it was met, and how near (several hashes of one entry may be near one frame). */
function nearestByFrame<Entry>(frames: readonly FramePrint[], hits: Iterable<FrameHit<Entry>>): Map<Entry, Map<number, Met>> {
  const found = new Map<Entry, Map<number, Met>>()
  for (const { index, entry, distance } of hits) {
    const frame = frames[index]
    if (frame === undefined || frame.quality < MIN_QUALITY) continue
    const met = found.get(entry) ?? new Map<number, Met>()
    met.set(index, { ...frame, distance: Math.min(distance, met.get(index)?.distance ?? Infinity) })
    found.set(entry, met)
  }
  return found
}

function nearestOf(met: ReadonlyMap<number, Met>): Met | undefined {
  return [...met].toSorted(([i, a], [j, b]) => a.distance - b.distance || i - j)[0]?.[1]
}
