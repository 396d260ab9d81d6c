import { describe, expect, test } from 'vitest'
import { covered, coveredRow } from './cover.ts'
import type { Grey } from './grey.ts'
import { previewOf } from './frame-preview.ts'

/** Grey frames as RGB: `value` tells the shade at a place. */
function frameOf(width: number, height: number, value: (x: number, y: number) => number): { pixels: Uint8Array; width: number; height: number } {
  const pixels = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) pixels.fill(value(at % width, Math.floor(at / width)), at * 3, at * 3 + 3)
  return { pixels, width, height }
}

const shade = (grey: Grey, x: number, y: number): number => grey.pixels[y * grey.width + x]!

describe('the preview of a frame', () => {
  test('keeps proportions, is never enlarged and has at least one pixel', () => {
    const size = ({ width, height }: Grey): number[] => [width, height]
    expect(size(previewOf(frameOf(1280, 720, () => 9), 1, 160))).toEqual([160, 90])
    expect(size(previewOf(frameOf(31, 17, () => 9), 1, 160))).toEqual([31, 17])
    expect(size(previewOf(frameOf(2000, 3, () => 9), 1, 160))).toEqual([160, 1])
    expect(size(previewOf(frameOf(1280, 720, () => 9), 6, 160))).toEqual([90, 160])
  })

  test('shows each place in its own shade', () => {
    const ramp = previewOf(frameOf(640, 320, (x, y) => x / 4 + y / 8), 1, 160)
    for (const [x, y] of [[0, 0], [159, 0], [80, 40], [159, 79]] as const) {
      expect(Math.abs(shade(ramp, x, y) - (x * 4 + 2) / 4 - (y * 4 + 2) / 8)).toBeLessThan(2)
    }
  })

  test('stands upright: what was top left comes to where the header says', () => {
    const frame = frameOf(80, 40, (x, y) => (x < 8 && y < 8 ? 250 : 0))
    const corner = (orientation: number): string => {
      const grey = previewOf(frame, orientation, 160)
      const [right, bottom] = [grey.width - 1, grey.height - 1]
      const corners = { topLeft: shade(grey, 0, 0), topRight: shade(grey, right, 0), bottomRight: shade(grey, right, bottom), bottomLeft: shade(grey, 0, bottom) }
      return Object.entries(corners).filter(([, value]) => value === 250).map(([name]) => name).join()
    }
    expect([1, 6, 3, 8].map(corner)).toEqual(['topLeft', 'topRight', 'bottomRight', 'bottomLeft'])
  })
})

test('frames covered in one row are covered as each would be by itself, whatever stands beside them', async () => {
  const [width, height] = [40, 24]
  const greys = [0, 1, 2].map(seed => ({ width, height, pixels: Uint8Array.from({ length: width * height }, (_, i) => (i * (37 + seed * 50) + (i >> 3)) & 255) }))
  const row = await coveredRow(greys)
  const alone = await Promise.all(greys.map(covered))
  expect([row.width, row.height]).toEqual([3 * width, height])
  for (let y = 0; y < height; y++) {
    const joined = alone.flatMap(grey => [...grey.pixels.subarray(y * width, (y + 1) * width)])
    expect([...row.pixels.subarray(y * row.width, (y + 1) * row.width)]).toEqual(joined)
  }
})
