import { kindOfView } from '../../contract/views.ts'
import type { ViewClass, ViewId } from '../../contract/views.ts'
import type { Certainty } from '../../contract/words.ts'
import { MAX_DISTANCE, MIN_QUALITY } from './nearness.ts'

/** A view that shows another part of the picture, or a turned one, is near to more pictures: beyond this it is only possible. */
const SURE_OF_ANOTHER_PART = 25
const ANOTHER_PART: readonly ViewClass[] = ['crop', 'tilt']

/** What a view of what is looked for and a view of an entry, so many bits apart, are to one another; null where nothing. */
export function certaintyOf(query: ViewId, entry: ViewId, distance: number): Certainty | null {
  if (distance > MAX_DISTANCE) return null
  const isOfAnotherPart = [query, entry].some(view => ANOTHER_PART.includes(kindOfView(view).class))
  return isOfAnotherPart && distance > SURE_OF_ANOTHER_PART ? 'possible' : 'match'
}

/** Each view has a gate of its own: what is left when a frame is cut off may be one flat colour. */
export function isWorthMatching({ quality }: { quality: number }): boolean {
  return quality >= MIN_QUALITY
}
