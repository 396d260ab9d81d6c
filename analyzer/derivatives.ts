import type { Derivative } from '../contract/analyzer.ts'
import { covered } from './cover.ts'
import type { Grey } from './cover.ts'
import { pngOfGrey } from './grey-png.ts'

/** Thumbnail and covered view of a small grey picture: what is covered holds so little that one encoding serves for both. */
export function coveredViewsOf(small: Grey): Derivative[] {
  const hidden = covered(small)
  const { width, height } = hidden
  const bytes = pngOfGrey(hidden)
  return (['thumbnail', 'covered'] as const).map(kind => ({ kind, contentType: 'image/png', width, height, bytes }))
}
