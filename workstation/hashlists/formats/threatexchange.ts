import type { Algorithm } from '../../../contract/words.ts'
import { createCsvRecords } from '../csv-records.ts'
import { readLines } from './lines.ts'
import { settle } from './list-reader.ts'
import type { ListReader, ListSink } from './list-reader.ts'

/** Which algorithm a bare signal is of, by its length: 64 digits are a PDQ there, never a SHA-256, for which a file must name its types. */
const BY_LENGTH: Record<number, Algorithm> = { 32: 'md5', 40: 'sha1', 64: 'pdq' }

/** ThreatExchange's CSV, without a header: `<signal>,<rollup>`. The rollup is what its members said of it, kept as the classification. */
export function readThreatExchangeCsv(sink: ListSink): ListReader {
  return readLines(sink, toSink =>
    createCsvRecords(
      ({ number, fields, excerpt }) => {
        const [signal = '', rollup] = fields ?? []
        const value = signal.trim()
        if (rollup === undefined || fields?.length !== 2) toSink.rejection(number, 'list.row_columns', excerpt)
        else if (BY_LENGTH[value.length] === undefined) toSink.rejection(number, 'list.row_value', excerpt)
        else settle(toSink, { number, excerpt }, { algorithm: BY_LENGTH[value.length], value, classification: rollup })
      },
      fields => fields.length === 2,
    ),
  )
}

/** ThreatExchange's plain file: `<signal_type> <hash>`, a line each. */
export function readThreatExchangeText(sink: ListSink): ListReader {
  return readLines(sink, toSink => ({
    line({ number, text }) {
      const [algorithm, value, ...more] = text.trim().split(/\s+/)
      if (algorithm === '') return
      if (value === undefined || more.length > 0) toSink.rejection(number, 'list.row_columns', text)
      else settle(toSink, { number, excerpt: text }, { algorithm, value })
    },
    end() {},
  }))
}
