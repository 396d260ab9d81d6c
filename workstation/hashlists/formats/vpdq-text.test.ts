import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readVpdqText, vpdqLine } from './vpdq-text.ts'

const VECTORS = join(import.meta.dirname, '../../../../shared/vectors/video-hashes')
const PDQ = 'ab'.repeat(32)

const frame = fc.record({
  frame: fc.nat({ max: 2_000_000_000 }),
  quality: fc.integer({ min: 0, max: 100 }),
  pdq: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
  seconds: fc.nat({ max: 100_000_000 }).map(milliseconds => milliseconds / 1000),
})

describe('vPDQ text', () => {
  test('is read back as it was written, whatever the line ends', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.constantFrom('\n', '\r\n'), (frames, end) => {
        expect(readVpdqText(`\uFEFF${frames.map(vpdqLine).join(end)}${end}`)).toEqual({ frames, faults: [] })
      }),
    )
  })

  test.skipIf(!existsSync(VECTORS))('of the reference is read whole and written again byte for byte (needs ../shared/vectors)', () => {
    const files = readdirSync(VECTORS)
    expect(files).toHaveLength(7)
    for (const file of files) {
      const text = readFileSync(join(VECTORS, file), 'utf8')
      const { frames, faults } = readVpdqText(text)
      expect(faults).toEqual([])
      expect(frames.map(vpdqLine).join('\n')).toBe(text.trimEnd())
    }
  })

  test.each([
    [`1,50,${PDQ}`, 'list.row_columns'],
    [`1,50,${PDQ},0.000,`, 'list.row_columns'],
    ['frame,quality,pdq,seconds', 'list.row_value'],
    [`-1,50,${PDQ},0.000`, 'list.row_value'],
    [`1,101,${PDQ},0.000`, 'list.row_value'],
    [`1,50,${PDQ}0,0.000`, 'list.row_value'],
    [`1,50,${PDQ.replace('a', 'g')},0.000`, 'list.row_value'],
    [`1,50,${PDQ},-0.100`, 'list.row_time'],
    [`1,50,${PDQ},1e3`, 'list.row_time'],
    [`1,50,${PDQ},`, 'list.row_time'],
  ])('tells the line and the code of %j, and keeps the others', (bad, code) => {
    const good = `0,100,${PDQ.toUpperCase()},0.000`
    const { frames, faults } = readVpdqText([good, '', bad, '', ` 30 , 7 , ${PDQ} , 1 `].join('\n'))
    expect(faults).toEqual([{ line: 3, code }])
    expect(frames).toEqual([{ frame: 0, quality: 100, pdq: PDQ, seconds: 0 }, { frame: 30, quality: 7, pdq: PDQ, seconds: 1 }])
  })
})
