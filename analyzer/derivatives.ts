import type { Derivative } from '../contract/analyzer.ts'
import { COVERED_SIDE, covered, encodeGrey, shrunk, smallGrey, THUMBNAIL_SIDE } from './cover.ts'
import type { Grey } from './grey.ts'

async function derivative(kind: 'thumbnail' | 'covered', grey: Grey): Promise<Derivative> {
  const hidden = await covered(grey)
  return { kind, contentType: 'image/jpeg', width: hidden.width, height: hidden.height, bytes: await encodeGrey(hidden) }
}

/** Thumbnail and covered view of a small grey picture (no side over 160 px). */
export async function coveredViewsOf(small: Grey): Promise<Derivative[]> {
  return [await derivative('thumbnail', await shrunk(small, THUMBNAIL_SIDE)), await derivative('covered', small)]
}

/** Thumbnail and covered view of RGB pixels, upright by EXIF orientation. */
export async function coveredViewsOfPixels(
  rgb: { pixels: Uint8Array; width: number; height: number },
  orientation: number,
): Promise<Derivative[]> {
  return coveredViewsOf(await smallGrey(rgb, orientation, COVERED_SIDE))
}
