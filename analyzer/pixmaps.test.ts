import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pixmapsOf } from './pixmaps.ts'
import type { Pixmap } from './pixmaps.ts'

const pixmap = ({ width, height, channels, pixels }: Pixmap): Buffer => Buffer.concat([Buffer.from(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`), pixels])

async function read(pieces: Uint8Array[], accept = (): void => {}): Promise<Pixmap[]> {
  const pictures: Pixmap[] = []
  for await (const { pixels, ...size } of pixmapsOf(Readable.from(pieces), accept)) pictures.push({ ...size, pixels: pixels.slice() })
  return pictures
}

describe('a stream of pixmaps', () => {
  test('gives the same pictures wherever it is cut, of whatever sizes, and drops a rest', async () => {
    const side = fc.integer({ min: 1, max: 9 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(side, side, fc.constantFrom(1 as const, 3 as const)), { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async (sizes, lengths) => {
        // Line ends and digits as pixels: nothing after a header may be taken for one.
        const pictures = sizes.map(([width, height, channels], i) => ({ width, height, channels, pixels: Uint8Array.from({ length: width * height * channels }, (_, at) => [10, 50, 53, i][at % 4]!) }))
        const stream = Buffer.concat([...pictures, { width: 2, height: 2, channels: 3 as const, pixels: new Uint8Array(11) }].map((one) => pixmap(one)))
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
    await expect(read([Buffer.from('P5\n90000 90000\n255\n')], refuse)).rejects.toThrow(RangeError)
    await expect(read([new Uint8Array(40)])).rejects.toThrow('no pixmap')
  })
})
