import type { Analysis } from '../contract/analyzer.ts'
import { pdqOfRgb, symmetriesOfRgb } from '../native/index.ts'
import type { AnalyseRequest } from './request.ts'
import { coveredViewsOfPixels } from './derivatives.ts'
import { pictureBytes } from './picture-bytes.ts'
import { decodePicture, factsOfPicture } from './picture.ts'
import { refuseTooManyPixels, refuseTooMuchMemory, toldSize } from './pixel-limit.ts'

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
  analysis.fingerprint = pdqOfRgb(pixels, width, height)
  analysis.symmetries = symmetriesOfRgb(pixels, width, height)
  analysis.derivatives = await coveredViewsOfPixels({ pixels, width, height }, untrustedOrientation)
}
