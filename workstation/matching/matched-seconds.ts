/** A stretch of a video: from, to, in seconds from its start. */
export type Stretch = [from: number, to: number]

/** How long the only frame of a video stands, where nothing tells: frames are taken once a second. */
const ALONE = 1

/**
 * The stretches of a video that its matched frames stand for. A frame stands until the next one, the last as long as the one before
 * it; neighbours that both match are one stretch.
 * @param seconds of all frames, rising
 * @param matched which of them match
 */
export function matchedSeconds(seconds: readonly number[], matched: (index: number) => boolean): Stretch[] {
  const stretches: Stretch[] = []
  for (const [index, from] of seconds.entries()) {
    if (!matched(index)) continue
    const to = seconds[index + 1] ?? from + lastOne(seconds)
    const before = stretches.at(-1)
    if (before !== undefined && before[1] === from) before[1] = to
    else stretches.push([from, to])
  }
  return stretches
}

function lastOne(seconds: readonly number[]): number {
  const [before, last] = seconds.slice(-2)
  return before === undefined || last === undefined ? ALONE : last - before
}
