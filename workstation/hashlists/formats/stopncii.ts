import { readJsonRecords } from './json-records.ts'
import type { JsonRecord } from './json-records.ts'
import { settle, settleRemoval } from './list-reader.ts'
import type { ListReader, ListSink } from './list-reader.ts'

/** States in which a hash is no longer to be looked for. */
const TAKEN_BACK = /^(deleted|removed|withdrawn|revoked|inactive)$/i

/**
 * StopNCII's answers to FetchHashes, one or several after another or in an array. Its hashes come from the people concerned and nobody
 * reviewed them: such a list is never verified. The state is the classification, the case numbers are the reference.
 */
export function readStopNcii(sink: ListSink): ListReader {
  return readJsonRecords({
    isList: path => path === '/hashrecords' || path === '/*/hashrecords',
    record(record) {
      const { signalType, hashValue, hashStatus, caseNumbers, lastModtimestamp } = record.object
      const place = { number: record.number, excerpt: excerptOf(record) }
      const row = { algorithm: signalType, value: hashValue, classification: hashStatus ?? '', source_reference: textOf(caseNumbers), added: lastModtimestamp }
      if (record.tooLong) sink.rejection(place.number, 'list.row_too_long', place.excerpt)
      else if (typeof hashStatus === 'string' && TAKEN_BACK.test(hashStatus)) settleRemoval(sink, place, row)
      else settle(sink, place, row)
    },
  })
}

/** Case numbers come as text, as a list, or by partner. */
function textOf(caseNumbers: unknown): string {
  if (caseNumbers === undefined || caseNumbers === null) return ''
  if (typeof caseNumbers !== 'object') return String(caseNumbers)
  return (Array.isArray(caseNumbers) ? caseNumbers : Object.entries(caseNumbers).map(([partner, number]) => `${partner}:${String(number)}`)).join(' ')
}

function excerptOf({ object }: JsonRecord): string {
  return JSON.stringify(object)
}
