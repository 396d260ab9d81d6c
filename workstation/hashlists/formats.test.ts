import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Algorithm, ListFormat } from '../../contract/words.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'
import { madeList } from '../../tests/support/made-formats.ts'
import { HEX_DIGITS } from './algorithm-codes.ts'
import type { ListAsked } from './hashlists.ts'
import type { ListEntry } from './list-row.ts'
import { createListReader } from './read-list.ts'
import { writeList } from './write-list.ts'
import type { ExportFormat } from '../../contract/export-formats.ts'

/** All of the size with LONG=1; a fiftieth of it else. */
const ROWS = process.env['LONG'] === '1' ? 100_000 : 2000
const FAULTY = 50

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

async function take(bytes: Buffer, asked: Partial<ListAsked>): Promise<string> {
  const source = { bytes: bytes.length, async *read() { yield bytes } }
  const start = { name: 'made', trust: 'unverified', format: 'csv', terms: { expiresAt: null, mayShare: true }, ...asked } as const
  return (await desk.hashLists.importFrom(start, source)).id
}

/** Two imports number entries alike only where their rows come in one order. */
const linesOf = (file: Buffer) => file.toString().split('\n').sort()
const exported = (id: string, format: ExportFormat) => Buffer.from([...desk.hashLists.exported(id, format)].join(''))

describe('each format', () => {
  test.each(ListFormat.options)('%s: exactly the faulty rows are set aside, by line, and what is exported is the same list again', { timeout: 300_000 }, async format => {
    const { bytes, entries, faulty } = madeList(format, ROWS, FAULTY)
    const id = await take(bytes, { format })
    expect(desk.hashLists.list(id)).toMatchObject({ state: 'ready', entries, repeated: 0, rejected: FAULTY })
    expect(desk.hashLists.rejections(id, 0).rejections.map(it => [it.line, it.code])).toEqual(faulty.map(line => [line, 'list.row_value']))
    const out = format === 'vpdq_text' ? 'vpdq_text' : 'csv'
    const file = exported(id, out)
    const again = await take(file, { format: out })
    expect(desk.hashLists.list(again)).toMatchObject({ entries, rejected: 0, counts: desk.hashLists.list(id).counts })
    expect(linesOf(exported(again, out))).toEqual(linesOf(file))
  })
})

test('whatever the entries, each format that can carry them gives them back as they were', () => {
  const word = fc.string({ unit: fc.constantFrom('A', 'é', ' ', '"', ',', '\n', '<', '7', '{', '\\'), maxLength: 12 }).map(it => it.trim())
  const time = fc.option(fc.integer({ min: 0, max: 4e12 }))
  const valueOf = (digits: number | undefined) =>
    digits === undefined ? fc.stringMatching(/^[!-~]{1,40}$/) : fc.uint8Array({ minLength: digits / 2, maxLength: digits / 2 }).map(it => Buffer.from(it).toString('hex'))
  const entry = fc.constantFrom(...Algorithm.options.filter(it => it !== 'vpdq')).chain(algorithm =>
    fc.record({ algorithm: fc.constant(algorithm), value: valueOf(HEX_DIGITS[algorithm]), classification: word, sourceReference: word, added: time, expires: time }),
  )
  const iso = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString())
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), fc.constantFrom('csv', 'ndjson', 'vics'), (list, format) => {
      const rows = list.map((it, at) => ({ ...it, listId: '', id: at + 1, added: iso(it.added), expires: iso(it.expires) }))
      const read: ListEntry[] = []
      const refuse = (...what: unknown[]) => expect.fail(JSON.stringify(what))
      const reader = createListReader(format, { entry: it => read.push(it), removal: refuse, rejection: refuse })
      reader.push(Buffer.from([...writeList(format, rows, {})].join('')))
      reader.end()
      expect(read).toEqual(list)
    }),
    { numRuns: 300 },
  )
})

test('a list whose terms do not allow it is not exported, nor videos in a format that cannot carry them', async () => {
  const kept = await desk.importList([`sha256,${digestOf('one')},A,,,`])
  expect(() => desk.hashLists.exported(kept, 'csv')).toThrow('list.not_shareable')
  const video = await take(Buffer.from(`0,80,${digestOf('frame')},0.000\n`), { format: 'vpdq_text' })
  expect(() => desk.hashLists.exported(video, 'csv')).toThrow('list.not_in_format')
  expect(exported(video, 'vpdq_text').toString()).toBe(`0,80,${digestOf('frame')},0.000\n`)
  expect(desk.hashLists.entry(video, 1)).toMatchObject({ algorithm: 'vpdq', frames: [{ frame: 0, seconds: 0, quality: 80, pdq: digestOf('frame') }] })
  expect(() => desk.hashLists.exported(kept.replace(/^./, 'f'), 'csv')).toThrow('list.unknown')
})
