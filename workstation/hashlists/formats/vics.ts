import { readJsonRecords } from './json-records.ts'
import type { JsonRecord } from './json-records.ts'
import { settle } from './list-reader.ts'
import type { ListReader, ListSink } from './list-reader.ts'
import type { UntrustedRow } from '../list-row.ts'

/** Where our own exports keep what VICS has no field for: an annotation, which other readers pass over. */
export const ANNOTATION = '@paravent.entry'

const HASHES = [['MD5', 'md5'], ['SHA1', 'sha1'], ['SHA256', 'sha256'], ['PhotoDNA', 'photodna']] as const

/**
 * Project VIC's VICS JSON 1.3 and 2.0 (and CAID's): a hash set is `value[]` of media, a case `value[].Media[]`. Each hash of a media
 * is an entry; `Category` (a number or text, whose meaning is national) is its classification, `MediaID` its reference. What a case
 * says of victims, series or distribution is not kept: nothing here decides by it.
 */
export function readVics(sink: ListSink): ListReader {
  return readJsonRecords({
    isList: path => path === '/value' || path === '/value/*/media' || path === '/media',
    record(record) {
      const rows = rowsOf(record)
      if (rows.length === 0 || record.tooLong) sink.rejection(record.number, record.tooLong ? 'list.row_too_long' : 'list.row_value', excerptOf(record))
      else for (const row of rows) settle(sink, { number: record.number, excerpt: excerptOf(record) }, row)
    },
  })
}

function rowsOf({ object }: JsonRecord): UntrustedRow[] {
  const field = fieldsOf(object)
  const kept = fieldsOf(field(ANNOTATION))
  const facts = {
    classification: kept('classification') ?? field('Category') ?? '',
    source_reference: kept('reference') ?? field('MediaID') ?? '',
    added: kept('added'),
    expires: kept('expires'),
  }
  const named = HASHES.flatMap(([name, algorithm]) => (isSaid(field(name)) ? [{ ...facts, algorithm, value: valueOf(field(name)) }] : []))
  const others = field('AlternativeHashes')
  const more = (Array.isArray(others) ? others : []).map(fieldsOf).filter(it => isSaid(it('HashValue')))
  return [...named, ...more.map(it => ({ ...facts, algorithm: it('HashName'), value: valueOf(it('HashValue')) }))]
}

/** Fields by name whatever their case: 1.3 and 2.0 do not write all alike. */
function fieldsOf(object: unknown): (name: string) => unknown {
  const fields = new Map(typeof object === 'object' && object !== null ? Object.entries(object).map(([key, value]): [string, unknown] => [key.toLowerCase(), value]) : [])
  return name => fields.get(name.toLowerCase())
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** PhotoDNA comes as text, or as an array of numbers. */
function valueOf(value: unknown): unknown {
  return Array.isArray(value) ? value.join(',') : value
}

function excerptOf({ object }: JsonRecord): string {
  return JSON.stringify(object)
}
