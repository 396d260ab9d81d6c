import type { Analysis, Fingerprint } from '../contract/analyzer.ts'
import type { View } from '../contract/views.ts'
import { canvasOfRgb, viewsOfRgb } from '../native/index.ts'
import { giveBack } from './give-back.ts'
import type { AnalyseRequest } from './request.ts'
import { smallGrey } from './cover.ts'
import { coveredViewsOf } from './derivatives.ts'
import { pictureBytes } from './picture-bytes.ts'
import { decodePicture, factsOfPicture } from './picture.ts'
import { refuseTooManyPixels, refuseTooMuchMemory, toldSize } from './pixel-limit.ts'

/** Of the picture as it is. What is too small to have views has the zero hash, as PDQ wants it. */
function fingerprintOf([original]: readonly View[]): Fingerprint {
  return original === undefined ? { pdq: '0'.repeat(64), quality: 0 } : { pdq: original.pdq, quality: original.quality }
}

/**
 * A still picture, or the first frame of an animated one. `width` and `height` are those of the pixels in the file; the
 * hash is of these pixels, the covered views stand upright.
 */
export async function analysePicture(analysis: Analysis, sniffedFormat: string, request: AnalyseRequest): Promise<void> {
  const { limits } = request
  const { bytes, format } = await pictureBytes(sniffedFormat, request)
  const facts = await factsOfPicture(bytes, format)
  Object.assign(analysis, toldSize(facts))
  refuseTooManyPixels(facts, limits)
  refuseTooMuchMemory(facts, format, limits)
  const { pixels, width, height, untrustedOrientation, damaged } = await decodePicture(bytes, facts, limits)
  analysis.damaged = damaged
  const canvas = canvasOfRgb(pixels, width, height)
  analysis.views = viewsOfRgb(pixels, width, height, 3, canvas)
  giveBack(pixels)
  analysis.fingerprint = fingerprintOf(analysis.views)
  analysis.derivatives = coveredViewsOf(smallGrey(canvas, { width, height }, untrustedOrientation))
}
