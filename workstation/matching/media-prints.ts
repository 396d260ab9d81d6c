import { AppError } from '../../contract/error.ts'
import { FRAMES_KEPT, type MediaPrints } from '../../contract/prints.ts'
import { kindOfView, type View } from '../../contract/views.ts'
import type { MediaState } from '../../contract/words.ts'
import { distance, unpackViews } from '../../native/index.ts'
import type { FingerprintReader, Fingerprints, FramePrint } from './fingerprints.store.ts'
import { MIN_QUALITY } from './nearness.ts'

/** Frames that stay nearer than this to the one kept before show the same scene: any later match would find either. */
const SAME_SCENE = 8

export interface PrintParts {
  fingerprints: Pick<FingerprintReader, 'ofMedia' | 'frames'>
  analysis: { facts(sha256: string): { state: MediaState } | null }
}

/** Reads what a media is recognised by. It throws AppError media.not_ready before its analysis ended, well or not. */
export function createPrintsOf({ fingerprints, analysis }: PrintParts): (sha256: string) => MediaPrints {
  return (sha256) => {
    const state = analysis.facts(sha256)?.state
    const known = state === 'ready' || state === 'failed' ? fingerprints.ofMedia(sha256) : null
    if (known === null) throw new AppError('media.not_ready')
    return mediaPrintsOf(known, fingerprints.frames(sha256))
  }
}

/** What others need to recognise a media by. Hashes not worth matching by are left out, as nothing is looked for with them either. */
export function mediaPrintsOf({ sha256, md5, sha1, kind, pdq, quality, views }: Fingerprints, frames: readonly FramePrint[]): MediaPrints {
  const fingerprint = pdq === null || quality === null || quality < MIN_QUALITY ? null : { pdq, quality }
  const kept = framesKept(frames, FRAMES_KEPT).map((frame) => ({ at: frame.seconds, pdq: frame.pdq, quality: frame.quality }))
  return { sha256, md5, sha1, kind, fingerprint, views: views === null ? [] : unpackViews(views).filter(isEntryView), frames: kept }
}

/** What our own lists keep of a picture beside the picture as it is: each view with a quality of its own. */
function isEntryView({ view, quality }: View): boolean {
  const { entry, class: of } = kindOfView(view)
  return entry && of !== 'plain' && quality >= MIN_QUALITY
}

/** At most so many frames: those that differ from the one before, and of these, if they are still too many, some spread evenly. */
export function framesKept(frames: readonly FramePrint[], most: number): FramePrint[] {
  const changing: FramePrint[] = []
  for (const frame of frames) {
    const before = changing.at(-1)
    if (frame.quality >= MIN_QUALITY && (before === undefined || distance(before.pdq, frame.pdq) >= SAME_SCENE)) changing.push(frame)
  }
  if (changing.length <= most) return changing
  const step = (changing.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, place) => changing[Math.round(place * step)]).filter((frame) => frame !== undefined)
}
