import { AppError } from '../../../contract/error.ts'
import { createLineSplitter } from '../split-lines.ts'
import type { Line } from '../split-lines.ts'
import type { ListReader, ListSink } from './list-reader.ts'

/**
 * A reader over lines. A line over the limit is set aside. A file whose last line has no line end and cannot be read was cut off:
 * what came before may be a small part of it, so it is not taken.
 * @param read makes of each line an entry or a rejection in the sink it is given
 */
export function readLines(sink: ListSink, open: (sink: ListSink) => { line(line: Line): void; end(): void }): ListReader {
  let unended = 0
  const rows = open({
    ...sink,
    rejection(line, code, excerpt) {
      if (line === unended) throw new AppError('list.truncated', { line })
      sink.rejection(line, code, excerpt)
    },
  })
  const lines = createLineSplitter(line => {
    if (line.unended) unended = line.number
    if (line.tooLong) sink.rejection(line.number, 'list.row_too_long', line.text)
    else rows.line(line)
  })
  return {
    push: lines.push,
    end() {
      lines.end()
      rows.end()
    },
  }
}
