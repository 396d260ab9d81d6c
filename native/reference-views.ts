import { VIEWS } from '../contract/views.ts'
import type { View, ViewId } from '../contract/views.ts'
import { hashOfGrid, qualityOfGrid } from './grid-hash.ts'
import { isTooSmall, pdqOfRgb, symmetriesOfRgb } from './reference.ts'
import type { Grey } from './shrink.ts'
import { tilter } from './tilt.ts'
import { cut, trimsOf } from './trim.ts'
import type { Rect } from './trim.ts'

const CROPPED = [3, 6, 9, 12, 15, 18]
const DEGREES = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]

const firstOf = (id: ViewId): number => VIEWS.findIndex(view => view.id === id)

const viewAt = (number: number, pdq: string, quality: number): View => ({ view: VIEWS[number]!.id, pdq, quality })

/** Eight views, each of the quality of the first. */
function turns(number: number, { pixels, width, height }: Grey, channels: number): View[] {
  const { quality } = pdqOfRgb(pixels, width, height, channels)
  return symmetriesOfRgb(pixels, width, height, channels).map((pdq, i) => viewAt(number + i, pdq, quality))
}

/** Black is white: each coefficient has the other sign, each bit the other value. */
function negativeOf({ pdq, quality }: View): View {
  return { view: 'negative', pdq: pdq.replace(/./g, digit => (15 - Number.parseInt(digit, 16)).toString(16)), quality }
}

/** Each trim that is another rectangle than the whole and those before it. */
function trims(canvas: Grey): View[] {
  const rects = trimsOf(canvas)
  const same = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height }
  return rects.flatMap((rect, i) => {
    if (same(rect, whole) || rects.slice(0, i).some(before => same(rect, before))) return []
    return turns(firstOf('trim') + 8 * i, cut(canvas, rect), 1)
  })
}

function crops(canvas: Grey): View[] {
  return CROPPED.map((share, i) => {
    const [x, y] = [Math.floor((canvas.width * share + 100) / 200), Math.floor((canvas.height * share + 100) / 200)]
    const { pixels, width, height } = cut(canvas, { x, y, width: canvas.width - 2 * x, height: canvas.height - 2 * y })
    const { pdq, quality } = pdqOfRgb(pixels, width, height, 1)
    return viewAt(firstOf('crop-3') + i, pdq, quality)
  })
}

function tilts(canvas: Grey, picture: { width: number; height: number }): View[] {
  const gridOf = tilter(canvas, picture)
  return [false, true].flatMap((grown, g) =>
    DEGREES.map((degrees, i) => {
      const grid = gridOf(degrees, grown)
      return viewAt(firstOf('tilt-5') + DEGREES.length * g + i, hashOfGrid(grid), qualityOfGrid(grid))
    }),
  )
}

/**
 * The views that there are of a still (contract/views.ts), in the order of `VIEWS`; the first eight are of its own pixels, the rest of its
 * canvas (canvas.ts). None of a picture of less than five pixels on a side.
 */
export function viewsOfRgb(data: Uint8Array, width: number, height: number, channels: number, canvas: Grey): View[] {
  if (isTooSmall({ width, height })) return []
  const own = turns(0, { pixels: data, width, height }, channels)
  return [...own, negativeOf(own[0]!), ...trims(canvas), ...crops(canvas), ...tilts(canvas, { width, height })]
}
