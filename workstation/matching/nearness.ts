import type { ViewId } from '../../contract/views.ts'
import type { Certainty, Symmetry } from '../../contract/words.ts'

/** Bits of Hamming distance up to which two PDQ hashes are called similar, and the least quality of a hash worth matching by (pdq.md). */
export const MAX_DISTANCE = 31
export const MIN_QUALITY = 50
/** Similar entries kept of one media and one list, and look-alikes of one picture: the nearest. */
export const ENTRIES_KEPT = 200
export const LOOK_ALIKES_KEPT = 100

/** How near a picture was found to an entry, and by which view of each. */
export interface Near {
  certainty: Certainty
  distance: number
  quality: number
  view: ViewId
  entryView: ViewId
}

/** The surer first, then the nearer. */
export function byNearness(a: Pick<Near, 'certainty' | 'distance'>, b: Pick<Near, 'certainty' | 'distance'>): number {
  return doubt(a) - doubt(b) || a.distance - b.distance
}

function doubt({ certainty }: Pick<Near, 'certainty'>): number {
  return certainty === 'match' ? 0 : 1
}

/** Keeps the nearest to each key; between equals the one that came first (so the plain picture before a turned one). */
export class Nearest<K, V extends Pick<Near, 'certainty' | 'distance'>> {
  readonly #byKey = new Map<K, V>()

  put(key: K, near: V): void {
    const kept = this.#byKey.get(key)
    if (kept === undefined || byNearness(near, kept) < 0) this.#byKey.set(key, near)
  }

  /** The nearest first; at most `most` of them. */
  best(most: number): [K, V][] {
    return [...this.#byKey].sort(([, a], [, b]) => byNearness(a, b)).slice(0, most)
  }
}

/** What undoes a symmetry: turning back is the other turn, all others undo themselves. */
export function inverse(transform: Symmetry): Symmetry {
  if (transform === 'rotate90') return 'rotate270'
  return transform === 'rotate270' ? 'rotate90' : transform
}
