import type { AddWatch } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { MediaPrints } from '../../contract/prints.ts'
import type { Watch } from '../../contract/watch.ts'
import type { WrittenLists } from '../hashlists/written-lists.ts'
import { judges } from '../people/judges.ts'
import type { ItemSource } from '../queue/sources.ts'
import type { Store } from '../store/store.ts'
import { stateOf } from './watch-rules.ts'
import { createWatchStore } from './watch.store.ts'
import type { WatchRow } from './watch.store.ts'

export interface WatchParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; at: string } }
  items: Pick<ItemSource, 'item' | 'report' | 'mediaOf'>
  /** Each watch is matched as a list of its own, under its own id. */
  written: Pick<WrittenLists, 'open' | 'put' | 'close'>
  /** What a media is recognised by. @throws AppError media.not_ready */
  printsOf(sha256: string): MediaPrints
  person: Person
  clock: { now(): string }
  /** The page is told that watches changed. */
  onChanged(): void
  onRecorded(): void
}

export interface Watches {
  /** The newest first. */
  all(): Watch[]
  /** @throws AppError item.unknown, item.no_media, media.not_ready, watch.expiry_past, session.forbidden */
  add(asked: AddWatch): Watch
  /** @throws AppError watch.unknown, watch.over, session.forbidden */
  end(watchId: string): Watch
  /** One that looks now. */
  active(watchId: string): WatchRow | null
  /** Whether there is any. */
  anyActive(): boolean
  /** What others did; each is applied once, whatever the order. */
  applyAdded(content: Extract<EventContent, { type: 'watch.added' }>, personName: string): void
  applyEnded(content: Extract<EventContent, { type: 'watch.ended' }>): void
  /** What expired since the last time is matched no more. */
  tidy(): void
}

export function createWatches(parts: WatchParts): Watches {
  const { store, audit, items, written, person, clock } = parts
  const watches = createWatchStore(store.db)

  function shown(row: WatchRow): Watch {
    const { knownAt: _, endedAt: __, ...rest } = row
    return { ...rest, state: stateOf(row, clock.now()) }
  }

  function known(id: string): WatchRow {
    const row = watches.watch(id)
    if (row === null) throw new AppError('watch.unknown')
    return row
  }

  function begin(id: string, at: string, personName: string, payload: PayloadOf<'watch.added'>): void {
    const { name, note, itemId, reference, expiresAt, prints } = payload
    if (!watches.insert({ id, name, note, itemId, reference, personName, addedAt: at, expiresAt, knownAt: clock.now() })) return
    if (stateOf(known(id), clock.now()) !== 'active') return
    written.open({ id, kind: 'watch', name, trust: 'unverified' })
    written.put(id, prints, { source: id, classification: '', reference, added: at, expires: expiresAt })
    parts.onChanged()
  }

  function over(id: string, at: string): void {
    watches.end(id, at)
    written.close(id)
    parts.onChanged()
  }

  function refuseOthers(): void {
    if (!judges(person.role)) throw new AppError('session.forbidden')
  }

  function readAsked({ itemId, sha256, name, note, expiresAt }: AddWatch): PayloadOf<'watch.added'> {
    const item = items.item(itemId)
    const report = item === null ? null : items.report(item.reportId)
    if (report === null) throw new AppError('item.unknown')
    if (!items.mediaOf(itemId).some((media) => media.sha256 === sha256)) throw new AppError('item.no_media')
    if (expiresAt <= clock.now()) throw new AppError('watch.expiry_past')
    return { itemId, reportId: report.id, reference: report.reference, name, note, expiresAt, prints: parts.printsOf(sha256) }
  }

  return {
    all: () => watches.all().map(shown),
    add(asked) {
      refuseOthers()
      return store.transaction(() => {
        const payload = readAsked(asked)
        const { id, at } = audit.append('watch.added', payload)
        begin(id, at, person.name, payload)
        store.afterCommit(parts.onRecorded)
        return shown(known(id))
      })
    },
    end(watchId) {
      refuseOthers()
      return store.transaction(() => {
        if (stateOf(known(watchId), clock.now()) !== 'active') throw new AppError('watch.over')
        const { at } = audit.append('watch.ended', { watchId })
        over(watchId, at)
        store.afterCommit(parts.onRecorded)
        return shown(known(watchId))
      })
    },
    active(watchId) {
      const row = watches.watch(watchId)
      return row !== null && stateOf(row, clock.now()) === 'active' ? row : null
    },
    anyActive: () => watches.anyActive(clock.now()),
    applyAdded: ({ id, at, payload }, personName) => store.transaction(() => begin(id, at, personName, payload)),
    applyEnded: ({ at, payload }) => store.transaction(() => over(payload.watchId, at)),
    tidy() {
      const now = clock.now()
      for (const row of watches.all()) if (stateOf(row, now) !== 'active') store.transaction(() => written.close(row.id))
    },
  }
}
