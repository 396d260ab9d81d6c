import type { ViewId, ViewKind } from '../../contract/views.ts'
import { bytesOfHex, eachNeighbour, eachPackedView } from '../../native/index.ts'
import type { Neighbourhoods } from '../../native/index.ts'
import type { Fingerprints, FramePrint } from './fingerprints.store.ts'
import { isWorthMatching } from './view-rules.ts'

/** A media that is looked for. */
export interface Sought {
  prints: Fingerprints
  /** Of a video. */
  frames: readonly FramePrint[]
}

/** What one hash is of: a view of a picture, or a frame of a video as it is. */
export interface Query {
  sha256: string
  view: ViewId
  quality: number
  /** Place among the video's frames. */
  frame: number | null
}

/** Hashes that are looked for in one go, 32 bytes each, and what each is of. */
export interface Queries {
  of: Query[]
  hashes: Uint8Array
}

/** Tilts find what nothing else does, and cost as much as all the rest: they are looked for where the others found nothing. */
export const isTilt = (kind: ViewKind): boolean => kind.class === 'tilt'
export const isNoTilt = (kind: ViewKind): boolean => !isTilt(kind)
export const isSymmetry = (kind: ViewKind): boolean => kind.class === 'plain' || kind.class === 'symmetry'

/**
 * The hashes to look for: of pictures the views that `wanted` names, of videos each frame as it is (turned frames are not looked for).
 * Each view and frame has its own quality, and is left out where it is poor: so a picture of one colour is never looked for.
 */
export function queriesOf(media: readonly Sought[], wanted: (kind: ViewKind) => boolean): Queries {
  const of: Query[] = []
  const hashes: Uint8Array[] = []
  for (const { prints: { sha256, views }, frames } of media) {
    for (const { kind, quality, hash } of views === null ? [] : eachPackedView(views)) {
      if (!kind.query || !wanted(kind) || !isWorthMatching({ quality })) continue
      of.push({ sha256, view: kind.id, quality, frame: null })
      hashes.push(hash)
    }
    for (const [frame, { pdq, quality }] of frames.entries()) {
      if (!isWorthMatching({ quality })) continue
      of.push({ sha256, view: 'original', quality, frame })
      hashes.push(bytesOfHex(pdq))
    }
  }
  return { of, hashes: new Uint8Array(Buffer.concat(hashes)) }
}

/** Each neighbour that an index answered, with what was asked. */
export function* answers({ of }: Queries, answered: Neighbourhoods): Generator<{ query: Query; id: number; distance: number }> {
  for (const { of: place, id, distance } of eachNeighbour(answered)) {
    const query = of[place]
    if (query !== undefined) yield { query, id, distance }
  }
}
