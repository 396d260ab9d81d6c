import { describe, expect, test } from 'vitest'
import { ListFormat } from '../../../contract/words.ts'
import { madeList } from '../../../tests/support/made-formats.ts'
import { guessFormat, HEAD_BYTES, textOfHead } from './guess-format.ts'

const headOf = (bytes: Uint8Array): string => textOfHead(Uint8Array.from(bytes.subarray(0, HEAD_BYTES)))

describe('the format of a list', () => {
  test.each(ListFormat.options)('%s is told by the beginning of its file, whatever its name', (format) => {
    expect(guessFormat('download.bin', headOf(madeList(format, 200, 2).bytes))).toBe(format)
  })

  test('is told in UTF-16 too, by the mark', () => {
    const text = 'algorithm,value\nmd5,'
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    expect([headOf(little), headOf(Buffer.from(little).swap16())].map((head) => guessFormat('x', head))).toEqual(['csv', 'csv'])
  })

  test('is told by the name where the beginning says nothing, and not at all where neither does', () => {
    const names = { 'a.XML': 'ncmec_xml', 'a.jsonl': 'ndjson', 'stopncii-3.json': 'stopncii', 'a.json': 'vics', 'a.vpdq.txt': 'vpdq_text', 'a.txt': 'threatexchange_text', 'a.csv': 'csv', a: null }
    for (const [name, format] of Object.entries(names)) expect(guessFormat(name, ''), name).toBe(format)
    expect(guessFormat('photo.jpg', '\uFFFD\uFFFD JFIF')).toBeNull()
  })

  test('of a VICS case is not taken from words inside its records', () => {
    expect(guessFormat('case.json', '{"value":[{"Media":[{"MediaID":1,"Comments":"hashRecords of algorithm"')).toBe('vics')
  })
})
