import type { Sharp } from 'sharp'
import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { sharp } from './sharp.ts'

/** Pixels as they lie in the file: no EXIF turn, no colour profile, alpha dropped, sRGB, 8 bit, three channels. */
export type DecodedPicture = {
  pixels: Uint8Array
  width: number
  height: number
  /** EXIF orientation, 1 … 8. */
  untrustedOrientation: number
  /** Strict decoding failed and lenient decoding did not. */
  damaged: boolean
}

export type PictureFacts = { width: number; height: number; untrustedOrientation: number }

type FailOn = 'error' | 'none'

/** Opens the first page or frame of a picture under the limits. */
export function openPicture(bytes: Uint8Array, limits: AnalyzerLimits, failOn: FailOn, ignoreIcc: boolean): Sharp {
  return sharp(bytes, { failOn, ignoreIcc, limitInputPixels: limits.maxPixels, page: 0, pages: 1, sequentialRead: true }).timeout({
    seconds: Math.max(1, Math.ceil(limits.pictureSeconds)),
  })
}

/** Our code for what sharp threw; it tells its limits only by sentence. */
function failureOf(error: unknown): AppError {
  const sentence = error instanceof Error ? error.message : ''
  if (/timeout/i.test(sentence)) return new AppError('analyzer.time_limit', {}, { cause: error })
  if (/pixel limit/i.test(sentence)) return new AppError('picture.too_many_pixels', {}, { cause: error })
  return new AppError('picture.undecodable', {}, { cause: error })
}

/** Size and turn by the header alone. Fails with `picture.undecodable` or `file.unsupported_type` (not the sniffed one). */
export async function factsOfPicture(bytes: Uint8Array, format: string): Promise<PictureFacts> {
  const untrusted = await sharp(bytes, { failOn: 'none', limitInputPixels: false, page: 0, pages: 1 })
    .metadata()
    .catch(error => {
      throw failureOf(error)
    })
  if (untrusted.format !== format) throw new AppError('file.unsupported_type')
  const { width, height } = untrusted
  if (!(width > 0 && height > 0)) throw new AppError('picture.undecodable')
  return { width, height, untrustedOrientation: untrusted.orientation ?? 1 }
}

/** Strictly first; then leniently, and marked as damaged. What ran out of time or pixels is not tried again. */
export async function strictThenLenient<T>(decode: (failOn: FailOn) => Promise<T>): Promise<{ value: T; damaged: boolean }> {
  try {
    return { value: await decode('error'), damaged: false }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code !== 'picture.undecodable') throw failure
  }
  try {
    return { value: await decode('none'), damaged: true }
  } catch (error) {
    throw failureOf(error)
  }
}

export async function decodePicture(bytes: Uint8Array, facts: PictureFacts, limits: AnalyzerLimits): Promise<DecodedPicture> {
  const { value, damaged } = await strictThenLenient(failOn =>
    openPicture(bytes, limits, failOn, true).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  )
  if (value.info.channels !== 3) throw new AppError('picture.undecodable')
  const { width, height } = value.info
  return { pixels: value.data, width, height, untrustedOrientation: facts.untrustedOrientation, damaged }
}
