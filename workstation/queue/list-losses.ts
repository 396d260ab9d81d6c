import type { ListLosses, Match } from '../../contract/match.ts'
import type { Background } from '../background/background.ts'
import type { QueueEntry } from './entry.ts'
import type { ItemSource } from './sources.ts'

export interface ListLossesParts {
  matches: { mediaMatching(listId: string): string[]; matchesOf(sha256: string): readonly Match[] }
  items: Pick<ItemSource, 'itemsOfMedia'>
  queue: { entry(itemId: string): Pick<QueueEntry, 'state' | 'prequalification'> | null }
  background: Background
}

/** Counts what goes with a list: the media that match it, and the open items whose proposal rests on one of its matches. In slices, for both may be many. */
export function createListLosses({ matches, items, queue, background }: ListLossesParts): (listId: string) => Promise<ListLosses> {
  function restsOn(itemId: string, carriers: ReadonlySet<string>): boolean {
    const entry = queue.entry(itemId)
    const matchId = entry?.prequalification.matchId ?? null
    return (entry?.state === 'waiting' || entry?.state === 'returned') && matchId !== null && carriers.has(matchId)
  }

  function* count(listId: string, media: readonly string[], proposals: Set<string>): Generator<void> {
    for (const sha256 of media) {
      const carriers = new Set(matches.matchesOf(sha256).flatMap((match) => (match.list.id === listId ? [match.id] : [])))
      for (const itemId of items.itemsOfMedia(sha256)) if (restsOn(itemId, carriers)) proposals.add(itemId)
      yield
    }
  }

  return async (listId) => {
    const media = matches.mediaMatching(listId)
    const proposals = new Set<string>()
    await background.run(count(listId, media, proposals), 'urgent')
    return { matched: media.length, proposals: proposals.size }
  }
}
