import type { Analysis, Derivative, FileHashes } from '../../contract/analyzer.ts'
import { AppError } from '../../contract/error.ts'
import { numberOfView } from '../../contract/views.ts'
import { readPictureHead } from './picture-head.ts'

/** No side of a covered picture is longer, in pixels; of a strip, no side of a frame. */
export const COVERED_SIDE = 160
const COVERED_BYTES = 256 * 1024
const STRIP_BYTES = 8 * 1024 * 1024
const MOST_FRAMES = 100_000

/** Longest side of a `full` rendition, and height of a `proxy`, in pixels; bytes of each. */
export const RENDITION_LIMITS = {
  full: { side: 2560, bytes: 64 * 1024 * 1024 },
  proxy: { side: 1280 * 4, bytes: 2 * 1024 * 1024 * 1024 },
} as const
const PROXY_HEIGHT = 720

/**
 * What the analyzer said of a file, checked again on this side of the wall: it met the file and may no longer be itself.
 * @throws AppError analyzer.crashed when it says what it must not; nothing of it is kept then
 */
export function believe(untrusted: Analysis, hashes: FileHashes | null, sha256: string): Analysis {
  const kinds = new Set(untrusted.derivatives.map((each) => each.kind))
  const sound =
    hashes !== null &&
    hashes.sha256 === sha256 &&
    kinds.size === untrusted.derivatives.length &&
    untrusted.derivatives.every(isCovered) &&
    untrusted.frames.length <= MOST_FRAMES &&
    untrusted.frames.every((frame, index) => frame.frame > (untrusted.frames[index - 1]?.frame ?? -1)) &&
    areViews(untrusted)
  if (!sound) throw new AppError('analyzer.crashed')
  return untrusted
}

/** Each once, in their order, and the first is the picture as it is. */
function areViews({ views, fingerprint }: Analysis): boolean {
  const [first] = views
  if (first === undefined) return true
  const numbers = views.map(({ view }) => numberOfView(view))
  const isFingerprint = first.view === 'original' && first.pdq === fingerprint?.pdq && first.quality === fingerprint.quality
  return isFingerprint && numbers.every((number, i) => number > (numbers[i - 1] ?? -1))
}

/** Within the limits of a covered derivative, and its bytes are the picture that it is said to be. */
export function isCovered(derivative: Derivative): boolean {
  const frames = derivative.kind === 'strip' ? (derivative.seconds?.length ?? 0) : 1
  if (frames === 0 || derivative.width % frames !== 0) return false
  if (derivative.width / frames > COVERED_SIDE || derivative.height > COVERED_SIDE) return false
  if (derivative.bytes.length > (derivative.kind === 'strip' ? STRIP_BYTES : COVERED_BYTES)) return false
  const head = readPictureHead(derivative.bytes)
  return head !== null && head.contentType === derivative.contentType && head.width === derivative.width && head.height === derivative.height
}

export interface UntrustedRendition {
  readonly contentType: string
  readonly width: number
  readonly height: number
}

/** @throws AppError analyzer.crashed when it is not what was asked for */
export function believeRendition(what: 'full' | 'proxy', untrusted: UntrustedRendition, head: Uint8Array): void {
  const { width, height, contentType } = untrusted
  const seen = readPictureHead(head)
  const sizeFits = width > 0 && height > 0 && Math.max(width, height) <= RENDITION_LIMITS[what].side
  const isAsked =
    what === 'full'
      ? contentType !== 'video/mp4' && seen?.width === width && seen.height === height
      : contentType === 'video/mp4' && height <= PROXY_HEIGHT
  if (!sizeFits || !isAsked || seen?.contentType !== contentType) throw new AppError('analyzer.crashed')
}
