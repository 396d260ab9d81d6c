import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pixmapsOf } from './pixmaps.ts'
import type { Pixmap } from './pixmaps.ts'

const ppm = (width: number, height: number, pixels: Uint8Array): Buffer => Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels])

async function read(pieces: Uint8Array[], accept = (): void => {}): Promise<Pixmap[]> {
  const pictures: Pixmap[] = []
  for await (const { pixels, ...size } of pixmapsOf(Readable.from(pieces), accept)) pictures.push({ ...size, pixels: pixels.slice() })
  return pictures
}

describe('a stream of pixmaps', () => {
  test('gives the same pictures wherever it is cut, of whatever sizes, and drops a rest', async () => {
    const side = fc.integer({ min: 1, max: 9 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(side, side), { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async (sizes, lengths) => {
        // Line ends and digits as pixels: nothing after a header may be taken for one.
        const pictures = sizes.map(([width, height], i) => ({ width, height, pixels: Uint8Array.from({ length: width * height * 3 }, (_, at) => [10, 50, 53, i][at % 4]!) }))
        const stream = Buffer.concat([...pictures.map(({ width, height, pixels }) => ppm(width, height, pixels)), ppm(2, 2, new Uint8Array(11))])
        const pieces: Uint8Array[] = []
        for (let at = 0, i = 0; at < stream.length; i++) pieces.push(stream.subarray(at, (at += lengths[i % lengths.length]!)))
        expect(await read(pieces)).toEqual(pictures)
      }),
      { seed: 5, numRuns: 200 },
    )
  })

  test('is refused by a size that is not accepted, and where it is none', async () => {
    const refuse = (): void => {
      throw new RangeError('too large')
    }
    await expect(read([Buffer.from('P6\n90000 90000\n255\n')], refuse)).rejects.toThrow(RangeError)
    await expect(read([new Uint8Array(40)])).rejects.toThrow('no pixmap')
  })
})
