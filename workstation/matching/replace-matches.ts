import type { Found } from './found.ts'
import type { MatchRow, MatchStore } from './matching.store.ts'

/** Which match is the same as one that is known: it keeps its id and the time at which it was found. */
function key(found: Found): string {
  const { listId, entryId, algorithm, certainty, distance, quality, view, entryView, frameSeconds, video } = found
  return JSON.stringify([listId, entryId, algorithm, certainty, distance, quality, view, entryView, frameSeconds, video])
}

/**
 * Makes those matches of a media that were looked at what was found; the others stay. Whether anything changed. Call inside a transaction.
 * @param lookedAt whether it was looked whether this match (still) is
 */
export function replaceMatches(
  { matches, ids, now }: { matches: MatchStore; ids: { next(): string }; now: string },
  sha256: string,
  lookedAt: (row: MatchRow) => boolean,
  found: readonly Found[],
): boolean {
  const known = new Map(matches.ofMedia(sha256).filter(lookedAt).map(it => [key(it), it.id]))
  const wanted = new Map(found.map(it => [key(it), it]))
  const gone = [...known].filter(([name]) => !wanted.has(name))
  const fresh = [...wanted].filter(([name]) => !known.has(name))
  for (const [, id] of gone) matches.remove(id)
  for (const [, match] of fresh) matches.insert({ ...match, id: ids.next(), foundAt: now })
  return gone.length + fresh.length > 0
}
