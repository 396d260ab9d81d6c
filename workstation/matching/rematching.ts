import type { ListMatching } from '../../contract/match.ts'
import { buildHashIndex } from '../../native/index.ts'
import type { HashIndex } from '../../native/index.ts'
import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import type { FingerprintReader } from './fingerprints.store.ts'
import type { Finder, Target } from './finder.ts'
import type { Found } from './found.ts'
import { indexedFrom } from './indexed-id.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import type { MatchRow } from './matching.store.ts'
import type { Sought } from './queries.ts'
import { createRematchStore } from './rematch.store.ts'
import type { Rematch } from './rematch.store.ts'
import type { Segments } from './segments.ts'

export interface RematchingParts {
  store: Store
  reader: Pick<FingerprintReader, 'media'>
  lists: Pick<ListSource, 'pdqOf'>
  segments: Pick<Segments, 'current'>
  finder: Finder
  background: Background
  /** Makes those matches of a media that were looked at what was found. Call inside a transaction. */
  write(sha256: string, lookedAt: (row: MatchRow) => boolean, found: readonly Found[], listId: string): void
  /** Brings what leans on a list's entries up to date. */
  revisit(listId: string): Generator<void>
  /** Matches these media with all lists. */
  matchAnew(sha256s: readonly string[]): void
  onProgress(): void
}

/** New knowledge reaches old media: what came new into a list is looked for among all that are here, and only that. */
export interface Rematching {
  /** Call inside the transaction that makes it so. @param firstNew entries from this id on are new */
  begin(listId: string, firstNew: number): void
  forget(listId: string): void
  /** A piece of what is to be done and can be, or null. */
  next(): (() => Promise<void>) | null
  progress(listId: string): ListMatching['rematch']
  close(): void
}

/** Media that are looked for in one go, and media whose results are written in one transaction. */
const PAGE = 64
const WRITTEN_AT_ONCE = 8
/** Media between two tellings of the progress. */
const TOLD_EVERY = 16 * PAGE

export function createRematching(parts: RematchingParts): Rematching {
  const { store, reader, segments, finder, background } = parts
  const rows = createRematchStore(store.db)
  /** Oldest first. One that failed stays in the database and is tried again at the next opening. */
  let tasks: Rematch[] = rows.all()
  /** Of the task that is under way, the index of what is new in its list. */
  let news: (Target & { taskId: number; index: HashIndex }) | null = null

  async function step(task: Rematch): Promise<void> {
    if (!task.revisited && task.listId !== null) await background.run(parts.revisit(task.listId))
    const page = reader.media(task.after, PAGE)
    if (task.listId === null) parts.matchAnew(page)
    else if (page.length > 0 && !(await matchPage(task, task.listId, page))) return
    if (!tasks.includes(task)) return
    const last = page.at(-1)
    if (last === undefined) finish(task)
    else {
      Object.assign(task, { revisited: true, after: last, looked: task.looked + page.length })
      store.transaction(() => rows.advance(task))
    }
    if (last === undefined || task.looked % TOLD_EVERY === 0) parts.onProgress()
  }

  /** Whether the page is done: else the list went or changed under it. */
  async function matchPage(task: Rematch, listId: string, page: readonly string[]): Promise<boolean> {
    const media = await finder.sought(page)
    const similar = await similarIn(task, listId, media)
    if (similar === null) return false
    await background.run(writeAll(task.firstNew, listId, media, similar))
    return segments.current(listId) !== null
  }

  /** Null where the list went, or changed, meanwhile: its index or its file of before is gone. */
  async function similarIn(task: Rematch, listId: string, media: readonly Sought[]): Promise<Found[] | null> {
    const segment = segments.current(listId)
    try {
      const target = await targetOf(task, listId)
      return target === null ? null : await finder.similar(media, target)
    } catch (error) {
      if (segments.current(listId) === segment) throw error
      return null
    }
  }

  function* writeAll(firstNew: number, listId: string, media: readonly Sought[], similar: readonly Found[]): Generator<void> {
    const isNew = (it: { listId: string; entryId: number }): boolean => it.listId === listId && it.entryId >= firstNew
    const similarOf = Map.groupBy(similar, it => it.sha256)
    for (let at = 0; at < media.length; at += WRITTEN_AT_ONCE) {
      const some = media.slice(at, at + WRITTEN_AT_ONCE).map((it): [string, Found[]] => [it.prints.sha256, [...finder.exact(it), ...(similarOf.get(it.prints.sha256) ?? [])].filter(isNew)])
      yield
      store.transaction(() => {
        for (const [sha256, found] of some) parts.write(sha256, isNew, found, listId)
      })
      yield
    }
  }

  /** The whole list, or an index of what is new in it alone: a scan over little instead of a search in much. */
  async function targetOf(task: Rematch, listId: string): Promise<Target | null> {
    const segment = segments.current(listId)
    if (segment === null || task.firstNew === 0) return segment
    if (news?.taskId !== task.id) {
      const { ids, hashes } = indexedFrom(await parts.lists.pdqOf(listId), task.firstNew)
      news?.index.dispose()
      news = { listId, taskId: task.id, index: await buildHashIndex(hashes, ids) }
    }
    return news
  }

  function finish(task: Rematch): void {
    tasks = tasks.filter(it => it !== task)
    store.transaction(() => rows.remove(task.id))
    if (news?.taskId !== task.id) return
    news.index.dispose()
    news = null
  }

  return {
    begin(listId, firstNew) {
      // What is to be looked for as a whole includes what was to be looked for before.
      if (firstNew === 0) rows.removeOfList(listId)
      const task = rows.insert(listId, firstNew)
      store.afterCommit(() => {
        if (firstNew === 0) tasks = tasks.filter(it => it.listId !== listId)
        tasks.push(task)
      })
    },
    forget(listId) {
      tasks = tasks.filter(it => it.listId !== listId)
      rows.removeOfList(listId)
    },
    next() {
      const task = tasks.find(it => it.listId === null || segments.current(it.listId) !== null)
      if (task === undefined) return null
      return async () => {
        try {
          await step(task)
        } catch (error) {
          tasks = tasks.filter(it => it !== task)
          throw error
        }
      }
    },
    progress(listId) {
      const task = tasks.find(it => it.listId === listId)
      return task === undefined ? null : { looked: Math.min(task.looked, task.total), total: task.total }
    },
    close: () => news?.index.dispose(),
  }
}
