import { createHash } from 'node:crypto'
import type { ListFormat } from '../../contract/words.ts'

/** A made file of a format, whole and with so many faulty rows among the good ones. */
export interface MadeList {
  bytes: Buffer
  /** Entries that it holds. */
  entries: number
  /** Lines (or records) of the faulty rows, in order. */
  faulty: number[]
}

type MakeRow = (n: number, isFaulty: boolean) => string

const hex = (n: number, digits: number): string => createHash('sha512').update(`made ${n}`).digest('hex').slice(0, digits)
/** The fault: a hash that is too short, in any format. */
const hashOf = (n: number, digits: number, isFaulty: boolean): string => hex(n, isFaulty ? digits - 2 : digits)

const media: MakeRow = (n, isFaulty) =>
  JSON.stringify({
    MediaID: n, Category: n % 3, MD5: hashOf(n, 32, isFaulty).toUpperCase(), MediaSize: '1024', MimeType: 'image/jpeg', Series: '', Tags: 'a;b',
    IsSuspected: 'False', IsPrecategorized: 'True', VictimIdentified: null, MediaFiles: [{ FileName: `é ${n}.jpg`, FilePath: 'C:\\made', MD5: hex(n, 32) }],
  })
const item: MakeRow = (n, isFaulty) =>
  `<image><member id="77"/><timestamp>2026-02-03T04:05:06Z</timestamp><id>${n}</id><classification>A${1 + (n % 2)}</classification>` +
  `<fingerprints><pdq>${hashOf(n, 64, isFaulty)}</pdq></fingerprints><feedback/></image>`
const record: MakeRow = (n, isFaulty) =>
  JSON.stringify({ lastModtimestamp: 1_700_000_000 + n, signalType: 'ImagePDQ', hashValue: hashOf(n, 64, isFaulty), hashStatus: 'Active', caseNumbers: { p: `C${n}` }, CSPFeedbacks: [] })

/** What stands before the rows, between two of them and after the last; how many lines come before the first (records count from 1). */
interface Shape {
  head: string
  between: string
  foot: string
  linesBefore: number
  row: MakeRow
}

/** A row a line, after so many lines of a header. */
const lines = (row: MakeRow, head = ''): Shape => ({ head, between: '\n', foot: '\n', linesBefore: head === '' ? 0 : 1, row })
const CASE = '{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/CUSTOM/$metadata#Cases","value":[{"CaseID":"made","Media":['
const QUERY_RESULT = '<?xml version="1.0" encoding="UTF-8"?>\n<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1">'

const SHAPES: Record<ListFormat, Shape> = {
  csv: lines(
    (n, isFaulty) => `sha256,${hashOf(n, 64, isFaulty)},"A, ""first""",ref ${n},2026-01-02,2030-01-01T00:00:00Z`,
    'algorithm,value,classification,source_reference,added,expires\n',
  ),
  ndjson: lines((n, isFaulty) => JSON.stringify({ algorithm: 'sha1', value: hashOf(n, 40, isFaulty), classification: 'é', source_reference: n })),
  threatexchange_csv: lines((n, isFaulty) => `${hashOf(n, 64, isFaulty)},"{""tags"": [""t${n % 4}""]}"`),
  threatexchange_text: lines((n, isFaulty) => `video_md5 ${hashOf(n, 32, isFaulty)}`),
  vics: { head: `\uFEFF${CASE}`, between: ',', foot: '],"TotalMediaFiles":0}]}', linesBefore: 0, row: media },
  ncmec_xml: { head: QUERY_RESULT, between: '', foot: '</images><paging><next>/next</next></paging></queryResult>', linesBefore: 0, row: item },
  stopncii: { head: '{"count":1,"hashRecords":[', between: ',', foot: '],"nextPageToken":"","hasMoreRecords":false}', linesBefore: 0, row: record },
  tech_against_terrorism: lines(
    (n, isFaulty) => `${hashOf(n, 32, isFaulty)},MD5,far-right,jpg,False,2026-01-03T00:00:00Z,2026-01-02T00:00:00Z,${n}`,
    'hash_digest,algorithm,ideology,file_type,deleted,updated_on,created_on,id\n',
  ),
  vpdq_text: lines((n, isFaulty) => `${n},80,${hashOf(n, 64, isFaulty)},${(n / 10).toFixed(3)}`),
}

/** @param rows good and faulty ones together; the faulty ones are spread over them */
export function madeList(format: ListFormat, rows: number, faultyRows: number): MadeList {
  const { head, between, foot, linesBefore, row } = SHAPES[format]
  const every = Math.floor(rows / faultyRows)
  const isFaulty = (n: number): boolean => n % every === every - 1 && n < every * faultyRows
  const numbers = Array.from({ length: rows }, (_, n) => n)
  const bytes = Buffer.from(head + numbers.map((n) => row(n, isFaulty(n))).join(between) + foot)
  const faulty = numbers.filter(isFaulty).map((n) => n + 1 + linesBefore)
  return { bytes, entries: format === 'vpdq_text' ? 1 : rows - faultyRows, faulty }
}
