import type { Found } from './find.ts'
import type { MatchStore } from './matching.store.ts'

/** Which match is the same as one that is known: it keeps its id and the time at which it was found. */
function key(found: Found): string {
  return [found.listId, found.entryId, found.algorithm, found.distance, found.quality, found.transform, found.frameSeconds].join(' ')
}

/** Makes a media's matches of these kinds what was found. Whether anything changed. Call inside a transaction. */
export function replaceMatches(
  { matches, ids, now }: { matches: MatchStore; ids: { next(): string }; now: string },
  sha256: string,
  kinds: readonly Found['kind'][],
  found: readonly Found[],
): boolean {
  const known = new Map(matches.ofMedia(sha256).filter(it => kinds.includes(it.kind)).map(it => [key(it), it.id]))
  const wanted = new Map(found.map(it => [key(it), it]))
  let changed = false
  for (const [name, id] of known) {
    if (wanted.has(name)) continue
    matches.remove(id)
    changed = true
  }
  for (const [name, match] of wanted) {
    if (known.has(name)) continue
    matches.insert({ ...match, id: ids.next(), foundAt: now })
    changed = true
  }
  return changed
}
