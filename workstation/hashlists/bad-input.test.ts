import { describe, expect, test } from 'vitest'
import type { ListFormat } from '../../contract/words.ts'
import type { ListEntry, Removal } from './list-row.ts'
import { createListReader } from './read-list.ts'

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e'
const PDQ = 'f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22'
const HEADER = 'algorithm,value,classification,source_reference,added,expires\n'

interface Read {
  entries: ListEntry[]
  removals: Removal[]
  rejected: [number, string][]
}

/** In pieces of a size, so that whatever is cut somewhere is cut everywhere. */
function read(format: ListFormat, file: Iterable<Uint8Array> | string, size = 7): Read {
  const result: Read = { entries: [], removals: [], rejected: [] }
  const reader = createListReader(format, {
    entry: it => result.entries.push(it),
    removal: it => result.removals.push(it),
    rejection: (line, code) => result.rejected.push([line, code]),
  })
  for (const bytes of typeof file === 'string' ? [Buffer.from(file)] : file) {
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
  }
  reader.end()
  return result
}

const failing = (format: ListFormat, file: Iterable<Uint8Array> | string, size?: number) => () => read(format, file, size)
const ncmec = (inside: string, head = '') => `<?xml version="1.0"?>${head}<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">${inside}</queryResult>`
const image = (id: string, fingerprints: string, name = 'image') =>
  `<${name}><member id="7">x</member><timestamp>2026-02-03T04:05:06Z</timestamp><id>${id}</id><classification>A1</classification><fingerprints>${fingerprints}</fingerprints></${name}>`

describe('encodings', () => {
  const text = `${HEADER}md5,${MD5},é,,,\n`
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
  const big = Buffer.from(little).swap16()

  test('UTF-16 with its mark is read as UTF-8 is, whichever end comes first', () => {
    for (const bytes of [little, big, Buffer.from(`\uFEFF${text}`)]) expect(read('csv', [bytes]).entries).toMatchObject([{ value: MD5, classification: 'é' }])
  })

  test('another encoding is refused where the file tells it, and a row is set aside where only the row does', () => {
    expect(failing('csv', [Buffer.from(text, 'utf16le')])).toThrow('list.wrong_encoding')
    expect(failing('csv', [Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0])])).toThrow('list.wrong_encoding')
    expect(failing('csv', [little.subarray(0, -1)])).toThrow('list.wrong_encoding')
    expect(failing('vics', [Buffer.from('{"value":[{"MD5":"\u00e9"}]}', 'latin1')])).toThrow('list.wrong_encoding')
    expect(failing('ncmec_xml', [Buffer.from(ncmec('<images>\u00e9</images>'), 'latin1')])).toThrow('list.wrong_encoding')
    expect(failing('ncmec_xml', '<?xml version="1.0" encoding="ISO-8859-1"?><queryResult/>')).toThrow('list.wrong_encoding')
    expect(read('csv', [Buffer.from(`${HEADER}md5,${MD5},\u00e9,,,\nmd5,${MD5},A,,,\n`, 'latin1')])).toMatchObject({ rejected: [[2, 'list.row_encoding']], entries: [{ classification: 'A' }] })
  })
})

describe('what is cut off, empty or endless', () => {
  test('a file that ends too early is refused, but for a line end that is missing alone', () => {
    expect(failing('csv', `${HEADER}md5,${MD5},A,,,\nmd5,${MD5.slice(4)}`)).toThrow('list.truncated')
    expect(failing('ndjson', `{"algorithm":"md5","value":"${MD5}"}\n{"algorithm":"md5","val`)).toThrow('list.truncated')
    expect(failing('threatexchange_text', `md5 ${MD5}\nmd5`)).toThrow('list.truncated')
    expect(failing('vics', `{"value":[{"MD5":"${MD5}"},{"MD5`)).toThrow('list.truncated')
    expect(failing('stopncii', `{"hashRecords":[]`)).toThrow('list.truncated')
    expect(failing('ncmec_xml', ncmec(`<images>${image('1', `<md5>${MD5}</md5>`)}</images>`).slice(0, -20))).toThrow('list.truncated')
    expect(read('csv', `${HEADER}md5,${MD5},A,,,`).entries).toHaveLength(1)
  })

  test('what holds nothing of its format is refused', () => {
    for (const format of ['vics', 'stopncii', 'ncmec_xml'] as const) expect(failing(format, ''), format).toThrow(/list\.(unknown_format|malformed)/)
    expect(failing('vics', '{"@odata.context":"x"}')).toThrow('list.unknown_format')
    expect(failing('ncmec_xml', '<queryResult/>')).toThrow('list.unknown_format')
    expect(failing('tech_against_terrorism', 'id,algorithm\n')).toThrow('list.unknown_format')
    for (const format of ['ndjson', 'threatexchange_csv', 'threatexchange_text', 'vpdq_text'] as const) expect(read(format, '')).toEqual({ entries: [], removals: [], rejected: [] })
  })

  test('JSON and XML that nest for ever are refused', () => {
    expect(failing('vics', '['.repeat(100_000))).toThrow('list.too_deep')
    expect(failing('vics', `{"value":[{"a":${'{"a":'.repeat(1000)}`)).toThrow('list.too_deep')
    expect(failing('ncmec_xml', ncmec('<a>'.repeat(1000)))).toThrow('list.too_deep')
  })

  test('a value, a line or a record without an end takes no memory', () => {
    const endless = (head: string) => function* () {
      yield Buffer.from(head)
      for (let megabytes = 0; megabytes < 300; megabytes++) yield Buffer.alloc(1 << 20, 'a')
    }
    const before = process.memoryUsage().rss
    expect(failing('vics', endless('{"value":[{"MD5":"')(), 1 << 18)).toThrow('list.value_too_long')
    expect(failing('ncmec_xml', endless(ncmec('<images><image><id>').replace('</queryResult>', ''))(), 1 << 18)).toThrow('list.value_too_long')
    expect(read('csv', endless(HEADER)(), 1 << 18).rejected).toEqual([[2, 'list.row_too_long']])
    const values = `{"value":[{"x":[${'1,'.repeat(100_000)}1]},{"MD5":"${MD5}"}]}`
    expect(read('vics', values, 1 << 16)).toMatchObject({ rejected: [[1, 'list.row_too_long']], entries: [{ value: MD5 }] })
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
  })

  test('JSON whose tokens do not follow one another is refused', () => {
    for (const broken of ['{"value":[{"MD5":"a"} {"MD5":"b"}]}', '{"value":[1,,2]}', '{"value":[}', '{"value" [1]}', '"value"', '{"value":[{"a":1,}]}', '{value:[]}']) {
      expect(failing('vics', broken), broken).toThrow('list.malformed')
    }
  })
})

describe('VICS', () => {
  test('a hash set of 1.3 and a case of 2.0 are read, each hash of a media an entry, a faulty one set aside alone', () => {
    const media = `{"MediaID":12,"Category":"1","MD5":"${MD5.toUpperCase()}","SHA1":"short","PhotoDNA":[1,2,3],"IsSuspected":"True","AlternativeHashes":[{"MD5":"${MD5}","HashName":"PDQ","HashValue":"${PDQ}"},{"HashName":"Tarot","HashValue":"7"}]}`
    const facts = { classification: '1', sourceReference: '12' }
    const expected = { entries: [{ algorithm: 'md5', value: MD5, ...facts }, { algorithm: 'photodna', value: '1,2,3', ...facts }, { algorithm: 'pdq', value: PDQ, ...facts }], rejected: [[1, 'list.row_value'], [1, 'list.row_algorithm']] }
    expect(read('vics', `\uFEFF{"odata.metadata":"http://x/1.3.xml#Media","value":[${media}]}`)).toMatchObject(expected)
    expect(read('vics', `{"@odata.context":"x","value":[{"CaseID":"c","Media":[${media},{"MediaID":2}],"TotalMediaFiles":"9"}]}`)).toMatchObject({ ...expected, rejected: [...expected.rejected, [2, 'list.row_value']] })
  })
})

describe('NCMEC', () => {
  test('fingerprints of images and videos are entries, what we cannot compute too; deleted ones are taken back by their reference', () => {
    const pages = `<images count="1">${image('1', `<md5>${MD5}</md5><pdna>AAEC</pdna><pdq>zz</pdq><magic>1</magic>`)}${image('2', '', 'deletedImage')}</images><videos>${image('3', '<ssvhSaferHash><![CDATA[x1]]></ssvhSaferHash>', 'video')}${image('', `<md5>${MD5}</md5>`)}</videos><paging><next>/n</next></paging>`
    const found = read('ncmec_xml', ncmec(pages))
    const facts = { classification: 'A1', sourceReference: '7/1', added: Date.UTC(2026, 1, 3, 4, 5, 6) }
    expect(found.entries).toMatchObject([{ algorithm: 'md5', value: MD5, ...facts }, { algorithm: 'photodna', value: 'AAEC', ...facts }, { algorithm: 'ssvh_safer', value: 'x1', sourceReference: '7/3' }])
    expect(found.removals).toEqual([{ sourceReference: '7/2' }])
    expect(found.rejected).toEqual([[1, 'list.row_value'], [1, 'list.row_algorithm'], [4, 'list.row_columns']])
  })

  test('a document type is refused, and so is an entity, whatever it stands for', () => {
    const lol = '<!DOCTYPE queryResult [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    expect(failing('ncmec_xml', ncmec('<images>&b;</images>', lol))).toThrow('list.unsafe_xml')
    expect(failing('ncmec_xml', ncmec('', '<!DOCTYPE queryResult SYSTEM "file:///etc/passwd">'))).toThrow('list.unsafe_xml')
    expect(failing('ncmec_xml', ncmec('<images>&b;</images>'))).toThrow('list.malformed')
    expect(failing('ncmec_xml', ncmec('<images></videos>'))).toThrow('list.malformed')
  })
})

test('StopNCII: what is withdrawn is taken back, what no picture or video has is set aside, pages may follow one another', () => {
  const record = (signalType: string, hashValue: string, hashStatus = 'Active') => JSON.stringify({ lastModtimestamp: 1_700_000_000, signalType, hashValue, hashStatus, caseNumbers: ['1', '2'], CSPFeedbacks: [{ a: [1] }] })
  const page = `{"count":3,"hashRecords":[${record('ImagePDQ', PDQ)},${record('VideoMD5', MD5, 'Withdrawn')},${record('URL', 'https://example.org')}]}`
  const found = read('stopncii', `${page}\n{"hashRecords":[${record('VideoTMK', 'dG1r')}]}`)
  expect(found.entries).toMatchObject([{ algorithm: 'pdq', value: PDQ, classification: 'Active', sourceReference: '1 2', added: 1_700_000_000_000 }, { algorithm: 'tmk_pdqf', value: 'dG1r' }])
  expect(found.removals).toEqual([{ algorithm: 'md5', value: MD5 }])
  expect(found.rejected).toEqual([[3, 'list.row_algorithm']])
  expect(read('stopncii', `[${page}]`).entries).toHaveLength(1)
})

test('Tech Against Terrorism and our own formats take back what they say is deleted; ThreatExchange knows signals by their length', () => {
  const row = (value: string, deleted: string) => `${value},MD5,far-right,jpg,${deleted},,2026-01-02T03:04:05.123456+00:00,id-9\n`
  const tat = read('tech_against_terrorism', `hash_digest,algorithm,ideology,file_type,deleted,updated_on,created_on,id\n${row(MD5, 'False')}${row(MD5, 'True')}${row('x', 'True')}`)
  expect(tat).toMatchObject({ entries: [{ value: MD5, classification: 'far-right', sourceReference: 'id-9', added: Date.UTC(2026, 0, 2, 3, 4, 5, 123) }], removals: [{ value: MD5 }], rejected: [[4, 'list.row_value']] })
  expect(read('csv', `algorithm,value,removed\nmd5,${MD5},1\n`).removals).toEqual([{ algorithm: 'md5', value: MD5 }])
  expect(read('ndjson', `{"algorithm":"md5","value":"${MD5}","removed":true}\n`).removals).toHaveLength(1)
  expect(read('threatexchange_csv', `${PDQ},"{""tags"": [""a"", ""b""]}"\n${MD5},\nshort,x\n${MD5}\n`)).toMatchObject({ entries: [{ algorithm: 'pdq', classification: '{"tags": ["a", "b"]}' }, { algorithm: 'md5' }], rejected: [[3, 'list.row_value'], [4, 'list.row_columns']] })
  expect(read('threatexchange_text', `HASH_SHA256 ${PDQ}\nurl https://example.org\n`)).toMatchObject({ entries: [{ algorithm: 'sha256' }], rejected: [[2, 'list.row_algorithm']] })
})
