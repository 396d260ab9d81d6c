import type { ItemDetail, MediaFacts } from '../../../contract/api.ts'

/** What the stage can do for an item's media: a rule of its own, so that no button stands there dead. */
export type Showable =
  | { kind: 'none' }
  | NotDrawn
  | { kind: 'picture' | 'video'; media: MediaFacts }
export type NotDrawn = { kind: 'failed' | 'pending' | 'elsewhere' | 'other'; media: MediaFacts }

export function isNotDrawn(showable: Showable): showable is NotDrawn {
  return showable.kind !== 'none' && showable.kind !== 'picture' && showable.kind !== 'video'
}

export function showableOf(detail: ItemDetail, index: number): Showable {
  const media = detail.media[index]
  if (media === undefined) return { kind: 'none' }
  if (media.state === 'failed') return { kind: 'failed', media }
  if (media.state !== 'ready') return { kind: 'pending', media }
  if (!media.here) return { kind: 'elsewhere', media }
  if (media.kind === 'image') return { kind: 'picture', media }
  return media.kind === 'video' ? { kind: 'video', media } : { kind: 'other', media }
}

/** Index of the strip's frame nearest to a second. */
export function nearestFrame(seconds: readonly number[], second: number): number {
  let best = -1
  for (let index = 0; index < seconds.length; index += 1) {
    if (best < 0 || Math.abs((seconds[index] ?? 0) - second) < Math.abs((seconds[best] ?? 0) - second)) best = index
  }
  return best
}
