import type { ViewKind } from '../../contract/views.ts'
import type { HashIndex } from '../../native/index.ts'
import { MAX_DISTANCE, Nearest } from './nearness.ts'
import { isNoTilt, isTilt, queriesOf } from './queries.ts'
import type { Sought } from './queries.ts'
import { sortAnswers } from './similar.ts'
import type { Met } from './similar.ts'

/**
 * Asks one index for all these media at once, off the event loop: each view, or frame, first, and the tilts of those pictures that it has
 * no match of. What one list says of a media so never depends on another list.
 */
export async function lookFor(media: readonly Sought[], index: Pick<HashIndex, 'queryBatch'>): Promise<[Sought, Met][]> {
  const each = media.map((sought): [Sought, Met] => [sought, { pictures: new Nearest(), frames: [] }])
  const met = new Map(each.map(([{ prints }, of]) => [prints.sha256, of]))
  const ask = async (some: readonly Sought[], wanted: (kind: ViewKind) => boolean): Promise<void> => {
    const queries = queriesOf(some, wanted)
    if (queries.of.length > 0) sortAnswers(met, queries, await index.queryBatch(queries.hashes, MAX_DISTANCE))
  }
  await ask(media, isNoTilt)
  await ask(each.filter(([{ frames }, of]) => frames.length === 0 && !isMatched(of)).map(([sought]) => sought), isTilt)
  return each
}

function isMatched({ pictures }: Met): boolean {
  return pictures.best(1)[0]?.[1].certainty === 'match'
}
