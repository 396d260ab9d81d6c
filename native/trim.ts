import type { Grey } from './shrink.ts'

export type Rect = { x: number; y: number; width: number; height: number }

/** How far from the border's own shade a pixel of it may be: what a JPEG leaves of flat colour beside an edge. */
const TOLERANCE = 16
/** Of a hundred pixels of a line of border, and of a border with captions in it, so many are of its shade. */
const PLAIN_SHARE = 95
const CAPTIONED_SHARE = 60
/** Of a hundred lines, what may go on a side at once. */
const MOST_ON_A_SIDE = 45
/** Hundredths that must be left of a side beside a side that nearly all is left of; else of the whole. */
const LEAST_OF_SIDE = 30
const NEARLY_ALL = 90
const LEAST_OF_WHOLE = 40
/** Frames in frames in frames. */
const ROUNDS = 4

const SIDES = ['top', 'bottom', 'left', 'right'] as const
type Side = (typeof SIDES)[number]

/** The pixels of one line of the rectangle, counted from a side of it. */
function lineOf({ pixels, width }: Grey, rect: Rect, side: Side, at: number): Uint8Array {
  if (side === 'top' || side === 'bottom') {
    const start = (side === 'top' ? rect.y + at : rect.y + rect.height - 1 - at) * width + rect.x
    return pixels.subarray(start, start + rect.width)
  }
  const column = side === 'left' ? rect.x + at : rect.x + rect.width - 1 - at
  return Uint8Array.from({ length: rect.height }, (_, i) => pixels[(rect.y + i) * width + column]!)
}

/** The lower median of a line. */
function shadeOf(line: Uint8Array): number {
  return line.slice().sort()[Math.ceil(line.length / 2) - 1]!
}

/**
 * How many lines of a side are border: of one shade, from the outermost on. `captions` looks past lines that are not, as long as
 * enough of all that it passes is.
 */
function borderOf(grey: Grey, rect: Rect, side: Side, captions: boolean): number {
  const lines = Math.floor(((side === 'top' || side === 'bottom' ? rect.height : rect.width) * MOST_ON_A_SIDE) / 100)
  const shade = shadeOf(lineOf(grey, rect, side, 0))
  let [border, passed, ofShade] = [0, 0, 0]
  for (let at = 0; at < lines; at++) {
    const line = lineOf(grey, rect, side, at)
    const same = line.reduce((count, pixel) => count + (Math.abs(pixel - shade) <= TOLERANCE ? 1 : 0), 0)
    passed += line.length
    ofShade += same
    const plain = same * 100 >= line.length * PLAIN_SHARE
    if (plain && (!captions || ofShade * 100 >= passed * CAPTIONED_SHARE)) border = at + 1
    if (!plain && (!captions || border === 0)) break
  }
  return border
}

/** Bars on two sides may be wide. What lies small in the middle of one colour is a sign on its ground, and its ground belongs to it. */
function isPicture(rect: Rect, whole: Rect): boolean {
  const [across, down] = [Math.floor((rect.width * 100) / whole.width), Math.floor((rect.height * 100) / whole.height)]
  if (Math.max(across, down) >= NEARLY_ALL) return Math.min(across, down) >= LEAST_OF_SIDE
  return across * down >= LEAST_OF_WHOLE * 100
}

function trimmed(grey: Grey, rounds: number, captions: boolean): Rect {
  const whole = { x: 0, y: 0, width: grey.width, height: grey.height }
  let rect = whole
  for (let round = 0; round < rounds; round++) {
    // All four sides of one rectangle: bars above and below are gone before what they lay beside is looked at.
    const [top, bottom, left, right] = SIDES.map(side => borderOf(grey, rect, side, captions)) as [number, number, number, number]
    if (top + bottom + left + right === 0) break
    rect = { x: rect.x + left, y: rect.y + top, width: rect.width - left - right, height: rect.height - top - bottom }
  }
  return isPicture(rect, whole) ? rect : whole
}

/** A picture without its borders, in the four ways of contract/views.ts: once, twice, while there are any, past captions. */
export function trimsOf(grey: Grey): Rect[] {
  return [trimmed(grey, 1, false), trimmed(grey, 2, false), trimmed(grey, ROUNDS, false), trimmed(grey, ROUNDS, true)]
}

export function cut({ pixels, width }: Grey, rect: Rect): Grey {
  const out = new Uint8Array(rect.width * rect.height)
  for (let y = 0; y < rect.height; y++) {
    const start = (rect.y + y) * width + rect.x
    out.set(pixels.subarray(start, start + rect.width), y * rect.width)
  }
  return { pixels: out, width: rect.width, height: rect.height }
}
