import type { Symmetry } from '../../contract/words.ts'

/** Bits of Hamming distance up to which two PDQ hashes are called similar, and the least quality of a hash worth matching by (pdq.md). */
export const MAX_DISTANCE = 31
export const MIN_QUALITY = 50
/** Of a video and one entry: the nearest frame and so many further, for the bar that shows where. */
export const FURTHER_FRAMES = 11
/** Similar entries kept of one media, and look-alikes of one picture: the nearest. */
export const ENTRIES_KEPT = 200
export const LOOK_ALIKES_KEPT = 100

/** How near an entry or a picture was found, and what made it so near. */
export interface Near {
  distance: number
  transform: Symmetry
  quality: number
  frameSeconds: number | null
}

/** Keeps what is nearest to each key; between equals the one that came first (so the plain picture before a turned one). */
export class Nearest<K> {
  readonly #byKey = new Map<K, Near[]>()
  readonly #each: number

  /** @param each how many are kept of one key */
  constructor(each: number) {
    this.#each = each
  }

  put(key: K, near: Near): void {
    const kept = this.#byKey.get(key) ?? []
    if (kept.length === this.#each && kept.every(it => it.distance <= near.distance)) return
    const place = kept.findIndex(it => it.distance > near.distance)
    kept.splice(place < 0 ? kept.length : place, 0, near)
    kept.length = Math.min(kept.length, this.#each)
    this.#byKey.set(key, kept)
  }

  /** The keys with the nearest first; at most `keys` of them. */
  best(keys: number): [K, Near[]][] {
    return [...this.#byKey].sort(([, a], [, b]) => nearest(a) - nearest(b)).slice(0, keys)
  }
}

/** What was kept of a key lies with the nearest first. */
function nearest([first]: readonly Near[]): number {
  return first?.distance ?? Infinity
}

/** What undoes a symmetry: turning back is the other turn, all others undo themselves. */
export function inverse(transform: Symmetry): Symmetry {
  if (transform === 'rotate90') return 'rotate270'
  return transform === 'rotate270' ? 'rotate90' : transform
}
