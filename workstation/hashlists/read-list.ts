import type { ListFormat } from '../../contract/words.ts'
import { decodeText } from './decode-text.ts'
import type { ListReader, ListSink, OpenReader } from './formats/list-reader.ts'
import { readNcmec } from './formats/ncmec.ts'
import { readOwnCsv, readOwnNdjson } from './formats/own.ts'
import { readStopNcii } from './formats/stopncii.ts'
import { readTechAgainstTerrorism } from './formats/tech-against-terrorism.ts'
import { readThreatExchangeCsv, readThreatExchangeText } from './formats/threatexchange.ts'
import { readVics } from './formats/vics.ts'
import { readVpdq } from './formats/vpdq.ts'
import { EXCERPT_LIMIT } from './split-lines.ts'

const READERS: Record<ListFormat, OpenReader> = {
  csv: readOwnCsv,
  ndjson: readOwnNdjson,
  threatexchange_csv: readThreatExchangeCsv,
  threatexchange_text: readThreatExchangeText,
  vics: readVics,
  ncmec_xml: readNcmec,
  stopncii: readStopNcii,
  tech_against_terrorism: readTechAgainstTerrorism,
  vpdq_text: readVpdq,
}

/** Reads a list that arrives in pieces, in UTF-8 or, with its mark, in UTF-16. @throws AppError list.* where the file as a whole cannot be read */
export function createListReader(format: ListFormat, sink: ListSink): ListReader {
  const rejection: ListSink['rejection'] = (line, code, excerpt) => sink.rejection(line, code, excerpt.slice(0, EXCERPT_LIMIT))
  return decodeText(READERS[format]({ ...sink, rejection }))
}
