import { readHeadedCsv } from './headed-csv.ts'
import { isTrue, settle, settleRemoval } from './list-reader.ts'
import type { ListReader, ListSink } from './list-reader.ts'

const COLUMNS = ['hash_digest', 'algorithm', 'ideology', 'file_type', 'deleted', 'updated_on', 'created_on', 'id'] as const

/** Tech Against Terrorism's CSV. The ideology is the classification; a row whose `deleted` is true takes its hash back. */
export function readTechAgainstTerrorism(sink: ListSink): ListReader {
  return readHeadedCsv(sink, {
    columns: COLUMNS,
    required: ['hash_digest', 'algorithm'],
    take(toSink, place, { hash_digest: value, algorithm, ideology: classification, id, created_on: added, deleted }) {
      if (isTrue(deleted)) settleRemoval(toSink, place, { algorithm, value })
      else settle(toSink, place, { algorithm, value, classification, source_reference: id, added })
    },
  })
}
