import { hkdfSync } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/error.ts'
import type { ListMatching } from '../../contract/match.ts'
import { buildHashIndex } from '../../native/index.ts'
import type { HashIndex } from '../../native/index.ts'
import type { ListPlace } from '../hashlists/list-place.ts'
import { loadIndexSnapshot, saveIndexSnapshot } from './index-snapshot.ts'
import type { SnapshotPlace } from './index-snapshot.ts'
import { indexedFrom, indexedHashes } from './indexed-id.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import { createLoop } from './loop.ts'

/** The perceptual hashes of one list, in memory. */
export interface Segment {
  readonly listId: string
  readonly revision: string
  readonly index: HashIndex
}

export interface SegmentParts {
  lists: Pick<ListSource, 'readyLists' | 'pdqOf'>
  /** Where snapshots lie, beside the lists. */
  place: ListPlace
  /** What the list holds now is looked in from now on. */
  onReady(listId: string): void
  /** A state changed, for whoever shows it. */
  onState(): void
  onFailure(error: unknown): void
}

/** One index a list, each loaded off the event loop: from its snapshot where that is good, else from the list. */
export interface Segments {
  ready(): readonly Segment[]
  /** Null where it is not there (yet). */
  of(listId: string): Segment | null
  /** The same, where it holds what the list holds now. */
  current(listId: string): Segment | null
  /** Reads it (anew). What was read before stays in use meanwhile. @param firstNew where it is known that only entries from this id on are new */
  load(listId: string, firstNew: number | null): void
  /** The list is gone, and its snapshot goes. */
  drop(listId: string): Promise<void>
  state(listId: string): ListMatching['index']
  /** Reads the lists that are there. */
  begin(): void
  /** Resolves when nothing is loading, nor being saved. */
  settled(): Promise<void>
  close(): void
}

/** A list with fewer hashes is read from its file faster than a snapshot is worth. */
const SNAPSHOT_FROM = 20_000

export function createSegments(parts: SegmentParts): Segments {
  const { lists, place } = parts
  const segments = new Map<string, Segment>()
  /** What is to be read, and from which entry on. */
  const waiting = new Map<string, number | null>()
  /** Why one is not there, or was built anew. */
  const because = new Map<string, string>()
  const toSave = new Set<string>()
  let closed = false
  let reading: string | null = null

  const revisionOf = (listId: string): string | null => lists.readyLists().find(it => it.id === listId)?.revision ?? null
  const isLoading = (listId: string): boolean => waiting.has(listId) || reading === listId

  const loop = createLoop(() => nextLoad() ?? nextSave(), parts.onFailure)

  /** Small lists first: they are there at once. */
  function nextLoad(): (() => Promise<void>) | null {
    const sizes = new Map(lists.readyLists().map(it => [it.id, it.hashes]))
    const [listId] = [...waiting.keys()].sort((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0))
    return listId === undefined ? null : () => read(listId)
  }

  function nextSave(): (() => Promise<void>) | null {
    const [listId] = toSave
    if (listId === undefined) return null
    toSave.delete(listId)
    return async () => {
      const segment = segments.get(listId)
      if (segment !== undefined && segment.index.size >= SNAPSHOT_FROM) await saveIndexSnapshot(snapshotOf(listId, segment.revision), segment.index)
    }
  }

  async function read(listId: string): Promise<void> {
    const firstNew = waiting.get(listId) ?? null
    const revision = revisionOf(listId)
    waiting.delete(listId)
    reading = listId
    try {
      if (revision !== null) await readNow(listId, revision, firstNew)
    } catch (error) {
      // A list that went needs no index, and one that changed is to be read again: its file of before may be gone.
      if (closed || revisionOf(listId) !== revision) return
      because.set(listId, codeOf(error))
      parts.onFailure(error)
    } finally {
      reading = null
      if (!closed) parts.onState()
    }
  }

  async function readNow(listId: string, revision: string, firstNew: number | null): Promise<void> {
    const known = segments.get(listId)
    because.delete(listId)
    if (known?.revision === revision) return parts.onReady(listId)
    const saved = known === undefined ? await fromSnapshot(listId, revision) : null
    const fresh = saved === null ? await fromList(listId, known?.index, firstNew) : { index: saved, revision }
    if (closed || revisionOf(listId) === null) return fresh.index.dispose()
    if (known !== undefined && known.index !== fresh.index) known.index.dispose()
    segments.set(listId, { listId, ...fresh })
    if (saved === null) toSave.add(listId)
    parts.onReady(listId)
  }

  /** Where entries only came, they are added to what is in use; else it is built anew beside it. */
  async function fromList(listId: string, known: HashIndex | undefined, firstNew: number | null): Promise<{ index: HashIndex; revision: string }> {
    const { revision, ...entries } = await lists.pdqOf(listId)
    if (known !== undefined && firstNew !== null) {
      const news = indexedFrom(entries, firstNew)
      if (known.size + news.ids.length === entries.ids.length) {
        known.add(news.hashes, news.ids)
        return { index: known, revision }
      }
    }
    const { ids, hashes } = indexedHashes(entries)
    return { index: await buildHashIndex(hashes, ids), revision }
  }

  async function fromSnapshot(listId: string, revision: string): Promise<HashIndex | null> {
    try {
      return await loadIndexSnapshot(snapshotOf(listId, revision))
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'index.no_memory') throw error
      because.set(listId, error.code)
      return null
    }
  }

  function snapshotOf(listId: string, revision: string): SnapshotPlace {
    return { listId, revision, file: fileOf(listId), key: new Uint8Array(hkdfSync('sha256', place.key, listId, 'paravent list index', 32)) }
  }

  const fileOf = (listId: string): string => join(place.dir, `${listId}.index`)

  for (const { id } of lists.readyLists()) waiting.set(id, null)

  return {
    ready: () => [...segments.values()],
    of: listId => segments.get(listId) ?? null,
    current(listId) {
      const segment = segments.get(listId)
      return segment !== undefined && segment.revision === revisionOf(listId) ? segment : null
    },
    load(listId, firstNew) {
      const before = waiting.get(listId)
      waiting.set(listId, before === undefined ? firstNew : before === null || firstNew === null ? null : Math.min(before, firstNew))
      parts.onState()
      loop.wake()
    },
    async drop(listId) {
      waiting.delete(listId)
      because.delete(listId)
      segments.get(listId)?.index.dispose()
      segments.delete(listId)
      await rm(fileOf(listId), { force: true })
    },
    state(listId) {
      if (isLoading(listId)) return { state: 'loading', because: because.get(listId) ?? null }
      const state = segments.has(listId) ? 'ready' : because.has(listId) ? 'failed' : null
      return state === null ? null : { state, because: because.get(listId) ?? null }
    },
    begin: loop.wake,
    settled: loop.settled,
    close() {
      closed = true
      loop.close()
      for (const { index } of segments.values()) index.dispose()
      segments.clear()
    },
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code
  return (error as NodeJS.ErrnoException).code === 'ENOMEM' ? 'index.no_memory' : 'internal'
}
