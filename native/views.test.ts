import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SYMMETRIES } from '../contract/words.ts'
import { VIEWS } from '../contract/views.ts'
import { KINDS, madePixels } from '../tests/support/made-pixels.ts'
import type { Pixels } from '../tests/support/made-pixels.ts'
import { canvasOfRgb as canvasOfTwin } from './canvas.ts'
import * as face from './index.ts'
import { viewsOfRgb as viewsOfTwin } from './reference-views.ts'
import { shrink as shrinkOfTwin } from './shrink.ts'
import { cut, trimsOf } from './trim.ts'

type View = { view: string; pdq: string; quality: number }

const viewsBy = ({ data, width, height, channels }: Pixels): View[] =>
  face.viewsOfRgb(data, width, height, channels, face.canvasOfRgb(data, width, height, channels))

/** With nothing in it that is as small as a pixel: a frame moves where pixels are read. */
function smoothPicture(width: number, height: number): Pixels {
  const wave = (x: number, y: number): number => Math.sin(x / 31 + y / 57) + Math.sin(y / 23 - x / 71) + Math.sin((x * y) / 5000)
  return { data: Uint8Array.from({ length: width * height }, (_, i) => 128 + 40 * wave(i % width, Math.floor(i / width))), width, height, channels: 1 }
}

/** The picture in a frame: so many pixels of a shade on each side. */
function framed({ data, width, height, channels }: Pixels, border: number, shade: number): Pixels {
  const [w, h] = [width + 2 * border, height + 2 * border]
  const out = new Uint8Array(w * h * channels).fill(shade)
  for (let y = 0; y < height; y++) out.set(data.subarray(y * width * channels, (y + 1) * width * channels), ((y + border) * w + border) * channels)
  return { data: out, width: w, height: h, channels }
}

function distanceOf(views: readonly View[], id: string, other: readonly View[], otherId: string): number {
  const pdq = (of: readonly View[], wanted: string): string => of.find(({ view }) => view === wanted)!.pdq
  return face.distance(pdq(views, id), pdq(other, otherId))
}

describe('the views of a still', () => {
  test('are the same bits from native code and from its twin, whatever the size and the channels', () => {
    const side = fc.integer({ min: 1, max: 620 })
    fc.assert(
      fc.property(side, side, fc.constantFrom(...KINDS), fc.constantFrom(1, 3, 4), fc.nat(60), fc.nat(99), (width, height, kind, channels, border, seed) => {
        const pixels = framed(madePixels(kind, width, height, channels, seed), border, seed)
        const given = [pixels.data, pixels.width, pixels.height, channels] as const
        const canvas = canvasOfTwin(...given)
        expect(face.canvasOfRgb(...given)).toEqual(canvas)
        expect(face.viewsOfRgb(...given, canvas)).toEqual(viewsOfTwin(...given, canvas))
        expect(face.shrink(canvas, 40, 31)).toEqual(shrinkOfTwin(canvas, 40, 31))
      }),
      { numRuns: 12, seed: 11 },
    )
  }, 120_000)

  test('begin with the picture and its symmetries, and come in the order of their numbers', () => {
    const { data, width, height } = madePixels('waves', 640, 400, 3, 2)
    const views = viewsBy({ data, width, height, channels: 3 })
    expect(views.slice(0, 8).map(({ view }) => view)).toEqual([...SYMMETRIES])
    expect(views.slice(0, 8).map(({ pdq }) => pdq)).toEqual(face.symmetriesOfRgb(data, width, height))
    expect(views[0]).toEqual({ view: 'original', ...face.pdqOfRgb(data, width, height) })
    const numbers = views.map(({ view }) => VIEWS.findIndex(({ id }) => id === view))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })

  test('of a framed picture have one without the frame, in every symmetry, near that of the picture itself', () => {
    const picture = smoothPicture(400, 300)
    const [plain, inFrame] = [viewsBy(picture), viewsBy(framed(picture, 37, 250))]
    expect(distanceOf(inFrame, 'original', plain, 'original')).toBeGreaterThan(31)
    for (const symmetry of SYMMETRIES) {
      expect(distanceOf(inFrame, symmetry === 'original' ? 'trim' : `trim/${symmetry}`, plain, symmetry)).toBeLessThanOrEqual(16)
    }
    const twice = viewsBy(framed(framed(picture, 20, 0), 20, 250))
    expect(distanceOf(twice, 'trim-twice', plain, 'original')).toBeLessThanOrEqual(20)
  })

  test('of a picture without a border have no trim, and of one colour nothing that is worth matching by', () => {
    expect(viewsBy(madePixels('noise', 300, 300, 3, 4)).filter(({ view }) => view.startsWith('trim'))).toEqual([])
    const flat = viewsBy({ data: new Uint8Array(300 * 200 * 3).fill(90), width: 300, height: 200, channels: 3 })
    expect(flat.length).toBeGreaterThan(20)
    expect(new Set(flat.map(({ quality }) => quality))).toEqual(new Set([0]))
  })

  test('of the negative lie where the negative itself does', () => {
    const picture = madePixels('waves', 300, 200, 3, 5)
    const negative = viewsBy({ ...picture, data: picture.data.map(value => 255 - value) })
    expect(distanceOf(viewsBy(picture), 'negative', negative, 'original')).toBeLessThanOrEqual(2)
  })

  test.each([[1, 1], [4, 900], [1, 20_000]])('of %i × %i pixels are none', (width, height) => {
    expect(viewsBy(madePixels('noise', width, height, 3, 1))).toEqual([])
  })
})

test('borders are cut at their last line, past words that stand in them only where captions are', () => {
  const [width, height] = [100, 120]
  // Noise below; above it 30 lines of white, in which lines 10 to 14 have words.
  const pixels = madePixels('noise', width, height, 1, 9).data
  pixels.fill(255, 0, 30 * width)
  for (let y = 10; y < 15; y++) for (let x = 10; x < 70; x++) pixels[y * width + x] = 0
  const [once, twice, repeatedly, pastCaptions] = trimsOf({ pixels, width, height })
  expect(once).toEqual({ x: 0, y: 10, width, height: 110 })
  expect([twice!.y, repeatedly!.y]).toEqual([10, 10])
  expect(pastCaptions).toEqual({ x: 0, y: 30, width, height: 90 })
  expect(cut({ pixels, width, height }, pastCaptions!).pixels).toEqual(pixels.subarray(30 * width))
})

describe('packed views', () => {
  test('are 34 bytes each and come back as they were', () => {
    const views = viewsBy(madePixels('waves', 90, 70, 3, 6)) as Parameters<typeof face.packViews>[0]
    const packed = face.packViews(views)
    expect(packed.length).toBe(views.length * 34)
    expect(face.unpackViews(packed)).toEqual(views)
  })

  test('that are cut short, or name a view that nobody knows, are refused', () => {
    expect(() => face.unpackViews(new Uint8Array(33))).toThrow(RangeError)
    expect(() => face.unpackViews(new Uint8Array(34).fill(255))).toThrow(RangeError)
  })
})
