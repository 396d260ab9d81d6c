import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { SYMMETRIES } from '../contract/words.ts'
import { distance } from './hamming.ts'
import * as face from './index.ts'
import * as twin from './reference.ts'
import { turnOf } from './symmetry.ts'

const VECTORS = join(import.meta.dirname, '../../shared/vectors')
/** The reference fingerprints lie beside the project; a checkout without them skips what compares with them. */
const hasVectors = existsSync(VECTORS)

type Raw = { data: Uint8Array; width: number; height: number }

async function decode(file: string): Promise<Raw> {
  const { data, info } = await sharp(file, { ignoreIcc: true }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  return { data, width: info.width, height: info.height }
}

/** Turns pixels the way a viewer would, one pixel at a time, with the meanings that contract/words.ts gives. */
function reallyTurned({ data, width, height }: Raw, symmetry: (typeof SYMMETRIES)[number]): Raw {
  const from: Record<string, (x: number, y: number) => [number, number]> = {
    original: (x, y) => [x, y],
    rotate90: (x, y) => [y, height - 1 - x],
    rotate180: (x, y) => [width - 1 - x, height - 1 - y],
    rotate270: (x, y) => [width - 1 - y, x],
    mirror: (x, y) => [width - 1 - x, y],
    flip: (x, y) => [x, height - 1 - y],
    transpose: (x, y) => [y, x],
    transverse: (x, y) => [width - 1 - y, height - 1 - x],
  }
  const swaps = turnOf(symmetry).swapsAxes
  const turned: Raw = { data: new Uint8Array(data.length), width: swaps ? height : width, height: swaps ? width : height }
  for (let y = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++) {
      const [sx, sy] = from[symmetry]!(x, y)
      for (let c = 0; c < 3; c++) turned.data[(y * turned.width + x) * 3 + c] = data[(sy * width + sx) * 3 + c]!
    }
  }
  return turned
}

/** A smooth picture with structure at several scales. */
function painted(width: number, height: number, seed: number): Raw {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave = Math.sin((x * (1 + (seed % 5))) / 17 + c) + Math.cos((y * (1 + (seed % 7))) / 23) + Math.sin((x * y) / (900 + seed))
        data[(y * width + x) * 3 + c] = Math.round(127 + 42 * wave)
      }
    }
  }
  return { data, width, height }
}

describe.each([
  ['by the twin in TypeScript', twin],
  ['by the face, which takes the addon where there is one', face],
])('PDQ, %s,', (_by, { pdqOfFrame, pdqOfRgb, symmetriesOfRgb }) => {
  test.skipIf(!hasVectors)('of the reference pictures has every bit and the quality of the C++ reference', async () => {
    const rows = readFileSync(join(VECTORS, 'images.csv'), 'utf8').trim().split('\n').slice(1)
    const pictures = rows.map(row => row.split(',')).filter(row => row[3] !== 'CMYK.jpg')
    expect(pictures).toHaveLength(24)
    for (const [, pdq, quality, file] of pictures) {
      const { data, width, height } = await decode(join(VECTORS, 'images', file!))
      expect({ file, ...pdqOfRgb(data, width, height) }).toEqual({ file, pdq, quality: Number(quality) })
    }
  }, 60_000)

  test.skipIf(!hasVectors)('of a symmetry lies near the reference hash of the same picture turned and saved anew', async () => {
    const { data, width, height } = await decode(join(VECTORS, 'images/bridge-1-original.jpg'))
    const ours = symmetriesOfRgb(data, width, height)
    const rows = readFileSync(join(VECTORS, 'images.csv'), 'utf8').split('\n').map(row => row.split(','))
    const nearest = rows
      .filter(row => /^bridge-[2-8]/.test(row[3] ?? ''))
      .map(row => ours.map(hex => distance(hex, row[1]!)))
    expect(nearest).toHaveLength(7)
    expect(nearest.map(distances => Math.min(...distances)).every(d => d <= 10)).toBe(true)
    expect(new Set(nearest.map(distances => distances.indexOf(Math.min(...distances))))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
  })

  test('of each symmetry equals the hash of the really turned picture, whatever its size', () => {
    const side = fc.integer({ min: 5, max: 700 })
    fc.assert(
      fc.property(side, side, fc.nat(1000), fc.constantFrom(...SYMMETRIES), (width, height, seed, symmetry) => {
        const picture = painted(width, height, seed)
        const turned = reallyTurned(picture, symmetry)
        const claimed = symmetriesOfRgb(picture.data, width, height)[SYMMETRIES.indexOf(symmetry)]
        expect(claimed).toBe(pdqOfRgb(turned.data, turned.width, turned.height).pdq)
      }),
      { numRuns: 25, seed: 7 },
    )
  }, 60_000)

  test('of a mirrored picture is near the hash with the odd columns negated, of a flipped one with the odd rows', () => {
    const picture = painted(512, 512, 3)
    const [original, , , , mirror, flip] = symmetriesOfRgb(picture.data, 512, 512)
    expect(distance(flippedSigns(original!, (_, j) => j % 2 === 0), mirror!)).toBeLessThanOrEqual(31)
    expect(distance(flippedSigns(original!, i => i % 2 === 0), flip!)).toBeLessThanOrEqual(31)
    expect(distance(original!, mirror!)).toBeGreaterThan(60)
  })

  test.each([[1, 1], [4, 900], [900, 4], [1, 20_000]])('of %i × %i pixels is zero with quality 0', (width, height) => {
    const { data } = painted(width, height, 1)
    expect(pdqOfRgb(data, width, height)).toEqual({ pdq: '0'.repeat(64), quality: 0 })
    expect(pdqOfFrame(data, width, height).quality).toBe(0)
    expect(new Set(symmetriesOfRgb(data, width, height))).toEqual(new Set(['0'.repeat(64)]))
  })

  test('of a constant picture has quality 0', () => {
    expect(pdqOfRgb(new Uint8Array(600 * 400 * 3).fill(93), 600, 400).quality).toBe(0)
  })

  test('of a frame differs from that of a still only by the decimation to 512 pixels', () => {
    const small = painted(500, 300, 4)
    expect(pdqOfFrame(small.data, 500, 300)).toEqual(pdqOfRgb(small.data, 500, 300))
    const large = painted(1280, 720, 4)
    expect(distance(pdqOfFrame(large.data, 1280, 720).pdq, pdqOfRgb(large.data, 1280, 720).pdq)).toBeLessThanOrEqual(31)
  })

  test('drops alpha and reads one channel as grey', () => {
    const { data } = painted(80, 70, 5)
    const rgba = new Uint8Array(80 * 70 * 4).map((_, i) => (i % 4 === 3 ? i % 251 : data[Math.floor(i / 4) * 3 + (i % 4)]!))
    expect(pdqOfRgb(rgba, 80, 70, 4)).toEqual(pdqOfRgb(data, 80, 70, 3))
    const grey = new Uint8Array(80 * 70).map((_, i) => data[i * 3]!)
    expect(pdqOfRgb(grey, 80, 70, 1).quality).toBeGreaterThan(0)
  })
})

/** The hash whose bits (i, j) are negated where the coefficient's sign flips; exact but for ties around the median. */
function flippedSigns(hex: string, flips: (i: number, j: number) => boolean): string {
  let out = ''
  for (let i = 15; i >= 0; i--) {
    let word = Number.parseInt(hex.slice((15 - i) * 4, (15 - i) * 4 + 4), 16)
    for (let j = 0; j < 16; j++) if (flips(i, j)) word ^= 1 << j
    out += word.toString(16).padStart(4, '0')
  }
  return out
}
