import { pictureBytes } from './picture-bytes.ts'
import { factsOfPicture, openPicture, strictThenLenient } from './picture.ts'
import { refuseTooManyPixels, refuseTooMuchMemory } from './pixel-limit.ts'
import type { RenderRequest } from './request.ts'
import type { Rendition } from './rendition.ts'

/** The longest side of a picture on the rung `full`, px. */
const FULL_SIDE = 2560
/** What shows through transparency: neither hides black lines nor white ones. */
const BACKDROP = '#808080'

/** A JPEG for the eye: upright, colours by its profile in sRGB, no metadata; first frame of an animated picture. */
export async function renderPicture(sniffedFormat: string, request: RenderRequest): Promise<Rendition> {
  const { limits } = request
  const { bytes, format } = await pictureBytes(sniffedFormat, request)
  const facts = await factsOfPicture(bytes, format)
  refuseTooManyPixels(facts, limits)
  refuseTooMuchMemory(facts, format, limits)
  const { value } = await strictThenLenient(failOn =>
    openPicture(bytes, limits, failOn, false)
      .autoOrient()
      .resize({ width: FULL_SIDE, height: FULL_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: BACKDROP })
      .toColourspace('srgb')
      .jpeg({ quality: 90 })
      .toBuffer({ resolveWithObject: true }),
  )
  const { width, height } = value.info
  return { facts: { contentType: 'image/jpeg', width, height }, pieces: [value.data], dispose: async () => {} }
}
