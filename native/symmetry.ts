import { SYMMETRIES } from '../contract/words.ts'
import type { Symmetry } from '../contract/words.ts'

/** A picture is turned by at most a swap of its axes and a mirroring of each axis of the picture as it was. */
export type Turn = {
  /** The turned picture's rows are the columns of the picture as it was. */
  swapsAxes: boolean
  /** The picture as it was is read from right to left. */
  mirrorsX: boolean
  /** The picture as it was is read from bottom to top. */
  mirrorsY: boolean
}

const TURNS: Record<Symmetry, Turn> = {
  original: { swapsAxes: false, mirrorsX: false, mirrorsY: false },
  rotate90: { swapsAxes: true, mirrorsX: false, mirrorsY: true },
  rotate180: { swapsAxes: false, mirrorsX: true, mirrorsY: true },
  rotate270: { swapsAxes: true, mirrorsX: true, mirrorsY: false },
  mirror: { swapsAxes: false, mirrorsX: true, mirrorsY: false },
  flip: { swapsAxes: false, mirrorsX: false, mirrorsY: true },
  transpose: { swapsAxes: true, mirrorsX: false, mirrorsY: false },
  transverse: { swapsAxes: true, mirrorsX: true, mirrorsY: true },
}

/** How to read a picture so that it comes out turned (`rotate90` is clockwise). */
export function turnOf(symmetry: Symmetry): Turn {
  return TURNS[symmetry]
}

/** The eight turns in the order of `SYMMETRIES`. */
export const ALL_TURNS: readonly Turn[] = SYMMETRIES.map(turnOf)
