import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import type { ListFormat } from '../../contract/words.ts'
import type { ListEntry, Removal } from './list-row.ts'
import { createListReader } from './read-list.ts'
import { LINE_LIMIT } from './split-lines.ts'

interface Read {
  entries: ListEntry[]
  removals: Removal[]
  rejected: { line: number; code: string; excerpt: string }[]
}

function read(format: ListFormat, chunks: Uint8Array[]): Read {
  const result: Read = { entries: [], removals: [], rejected: [] }
  const reader = createListReader(format, {
    removal: removal => result.removals.push(removal),
    entry: entry => result.entries.push(entry),
    rejection: (line, code, excerpt) => result.rejected.push({ line, code, excerpt }),
  })
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return result
}

const readText = (format: ListFormat, text: string): Read => read(format, [Buffer.from(text)])
const HEADER = 'algorithm,value,classification,source_reference,added,expires'
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e'

describe('a list in CSV', () => {
  test('a byte-order mark, CRLF, quotes and another order of columns are read alike', () => {
    const { entries, rejected } = readText(
      'csv',
      `\uFEFFValue,algorithm,"source reference",classification,expires,remark\r\n${MD5.toUpperCase()},MD5,"case ""7"", page 2",A,2030-01-02,x\r\n"${MD5}",md5,"two\nlines",B,,\r\n`,
    )
    expect(rejected).toEqual([])
    expect(entries).toEqual([
      { algorithm: 'md5', value: MD5, classification: 'A', sourceReference: 'case "7", page 2', added: null, expires: Date.UTC(2030, 0, 2) },
      { algorithm: 'md5', value: MD5, classification: 'B', sourceReference: 'two\nlines', added: null, expires: null },
    ])
  })

  test('each kind of bad row is set aside with its line and its reason, and the rows around it are kept', () => {
    const good = `md5,${MD5},A,,,`
    const lines = [HEADER, good, 'md5,short,A,,,', `crc32,${MD5},A,,,`, `md5,${MD5},A`, `md5,${MD5},A,,31/12/2020,`, `md5,${MD5},A,,2021-02-31,`, `md5,${MD5},A,"never closed,,`, good, good]
    const { entries, rejected } = readText('csv', lines.join('\n'))
    expect(entries).toHaveLength(3)
    expect(rejected.map(it => [it.line, it.code])).toEqual([
      [3, 'list.row_value'],
      [4, 'list.row_algorithm'],
      [5, 'list.row_columns'],
      [6, 'list.row_time'],
      [7, 'list.row_time'],
      [8, 'list.row_columns'],
    ])
  })

  test('two stray quotes do not swallow the rows between them', () => {
    const row = (n: number) => `md5,${String(n).padStart(32, '0')},A,,,`
    const { entries, rejected } = readText('csv', [HEADER, `md5,${MD5},"A,,,`, row(1), row(2), `md5,${MD5},A",,,,,`, row(3)].join('\n'))
    expect(entries.map(it => Number(it.value))).toEqual([1, 2, 3])
    expect(rejected.map(it => it.line)).toEqual([2, 5])
  })

  test('a file whose first row names no algorithm and value is refused', () => {
    expect(() => readText('csv', `hash,kind\n${MD5},md5\n`)).toThrow(new AppError('list.unknown_format'))
  })
})

describe('a list in NDJSON', () => {
  test('objects are rows; anything else is set aside', () => {
    const { entries, rejected } = readText('ndjson', `{"algorithm":"md5","value":"${MD5}","classification":"A","added":null}\n\n[1]\n{"algorithm":\n{"algorithm":"md5"}\n`)
    expect(entries.map(it => it.classification)).toEqual(['A'])
    expect(rejected.map(it => [it.line, it.code])).toEqual([[3, 'list.row_json'], [4, 'list.row_json'], [5, 'list.row_value']])
  })
})

test('a line without an end is set aside by its beginning, and what follows it is read', () => {
  const chunks = [Buffer.from(`${HEADER}\nmd5,`), ...Array.from({ length: 80 }, () => Buffer.alloc(1024 * 16, 'x')), Buffer.from(`\nmd5,${MD5},A,,,\n`)]
  const { entries, rejected } = read('csv', chunks)
  expect(entries).toHaveLength(1)
  expect(rejected.map(it => [it.line, it.code, it.excerpt.length])).toEqual([[2, 'list.row_too_long', 200]])
  expect(readText('csv', `${HEADER}\nmd5,${MD5},A,${'r'.repeat(LINE_LIMIT)},,\n`).rejected[0]?.code).toBe('list.row_too_long')
})

test('whatever the mixture and the pieces in which a list comes, exactly the bad rows are set aside', () => {
  const good = fc.stringMatching(/^[0-9a-f]{64}$/).map(value => ({ ok: true, line: `sha256,${value},A,"ref, ""q""",2020-01-01,` }))
  const bad = fc.constantFrom('sha256,zz,A,,,', 'x', 'md5,"', `sha999,${MD5},A,,,`, `md5,${MD5},A,,yesterday,`).map(line => ({ ok: false, line }))
  const newline = fc.constantFrom('\n', '\r\n')
  fc.assert(
    fc.property(fc.array(fc.oneof(good, bad), { maxLength: 40 }), newline, fc.integer({ min: 1, max: 50 }), (rows, end, size) => {
      const bytes = Buffer.from([HEADER, ...rows.map(it => it.line), ''].join(end))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, at * size + size))
      const { entries, rejected } = read('csv', chunks)
      expect(entries).toHaveLength(rows.filter(it => it.ok).length)
      expect(rejected.map(it => it.line)).toEqual(rows.flatMap((it, at) => (it.ok ? [] : [at + 2])))
    }),
    { numRuns: 150 },
  )
})

test('fields that are quoted as RFC 4180 has them, or oddly, come out as they are meant', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'é'), maxLength: 8 })
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(field, field, (a, b) => {
      const { entries } = readText('csv', `${HEADER}\nmd5,${MD5},${quoted(a)},${quoted(b)},,\n`)
      expect(entries).toMatchObject([{ classification: a.trim(), sourceReference: b.trim() }])
    }),
  )
  expect(readText('csv', `${HEADER}\nmd5,${MD5},a "b" c,r,,\n`).entries).toMatchObject([{ classification: 'a "b" c' }])
})
