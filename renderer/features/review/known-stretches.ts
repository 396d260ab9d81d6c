import type { MediaFacts } from '../../../contract/api.ts'

/** Part of a video, in seconds from its start. */
export type Stretch = readonly [from: number, to: number]

/** How long a single matched frame is shown as known, where its match tells no stretches: frames are taken once a second. */
const FRAME = 1
/** Gaps narrower than this share of the video cannot be seen on the bar. */
const VISIBLE_GAP = 0.01

/** Where in a video its matches know something: rising, apart. */
export function knownStretches({ matches, durationSeconds }: Pick<MediaFacts, 'matches' | 'durationSeconds'>): Stretch[] {
  const end = durationSeconds ?? Infinity
  const all = matches.flatMap(({ video, frameSeconds }): Stretch[] => {
    if (video !== null) return video.seconds
    return frameSeconds === null ? [] : [[frameSeconds, Math.max(frameSeconds, Math.min(frameSeconds + FRAME, end))]]
  })
  return joined(all, 0)
}

/** As many as the bar can show apart. */
export function stretchesOnBar(stretches: readonly Stretch[], durationSeconds: number): Stretch[] {
  return joined(stretches, durationSeconds * VISIBLE_GAP)
}

/** Whole seconds that are known, at least one where anything is. */
export function secondsKnown(stretches: readonly Stretch[]): number {
  const sum = stretches.reduce((total, [from, to]) => total + to - from, 0)
  return stretches.length === 0 ? 0 : Math.max(1, Math.round(sum))
}

/** Which frames of a strip stand for a known part: each stands until the next, the last until the end. */
export function knownFrames(seconds: readonly number[], stretches: readonly Stretch[]): Set<number> {
  const known = [...seconds.keys()].filter((index) => {
    const [start, next] = [seconds[index] ?? 0, seconds[index + 1] ?? Infinity]
    return stretches.some(([from, to]) => from < next && (to > start || from === start))
  })
  return new Set(known)
}

/** Stretches with no more than `gap` between them become one. */
function joined(stretches: readonly Stretch[], gap: number): Stretch[] {
  const rising = stretches.toSorted(([one], [other]) => one - other)
  const apart: [number, number][] = []
  for (const [from, to] of rising) {
    const before = apart.at(-1)
    if (before !== undefined && from - before[1] <= gap) before[1] = Math.max(before[1], to)
    else apart.push([from, to])
  }
  return apart
}
