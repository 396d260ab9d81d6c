import { VIEWS, numberOfView } from '../../contract/views.ts'
import type { ViewId } from '../../contract/views.ts'
import type { RevisedEntries } from '../hashlists/all-lists.ts'

/** Under which number an index holds a view of an entry: the entry's id, then four bits for the view. */
const PLACES = 16
const HASH = 32
/** Views that an entry can have, in an order that only ever grows at its end. */
const ENTRY_VIEWS = VIEWS.filter(it => it.entry).map(it => it.id)
const PLACE_OF = new Map(ENTRY_VIEWS.map((view, place) => [numberOfView(view), place]))
const LARGEST_ENTRY = 2 ** 32 / PLACES - 1

export interface IndexedEntry {
  entryId: number
  view: ViewId
}

export interface IndexedHashes {
  ids: Uint32Array<ArrayBuffer>
  hashes: Uint8Array<ArrayBuffer>
}

/**
 * Entries under the ids of an index. Some ten milliseconds for five million.
 * @throws RangeError for an entry over 268,435,455, or a view that no entry has
 */
export function indexedHashes({ ids, hashes, views }: Omit<RevisedEntries, 'revision'>): IndexedHashes {
  const indexed = new Uint32Array(ids.length)
  for (let at = 0; at < ids.length; at++) indexed[at] = indexedId(ids[at] ?? 0, views?.[at] ?? 0)
  return { ids: indexed, hashes }
}

/** Those from an entry on. */
export function indexedFrom({ ids, hashes, views }: Omit<RevisedEntries, 'revision'>, firstNew: number): IndexedHashes {
  const places: number[] = []
  for (let at = 0; at < ids.length; at++) if ((ids[at] ?? 0) >= firstNew) places.push(at)
  const chosen = new Uint8Array(places.length * HASH)
  for (const [to, at] of places.entries()) chosen.set(hashes.subarray(at * HASH, (at + 1) * HASH), to * HASH)
  return { ids: Uint32Array.from(places, at => indexedId(ids[at] ?? 0, views?.[at] ?? 0)), hashes: chosen }
}

function indexedId(entryId: number, view: number): number {
  const place = view === 0 ? 0 : PLACE_OF.get(view)
  if (entryId > LARGEST_ENTRY || place === undefined) throw new RangeError('an entry, or a view of it, that an index cannot name')
  return entryId * PLACES + place
}

export function indexedEntry(id: number): IndexedEntry {
  return { entryId: Math.floor(id / PLACES), view: ENTRY_VIEWS[id % PLACES] ?? 'original' }
}
