import type { AlertPage } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { Match } from '../../contract/match.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Alert } from '../../contract/watch.ts'
import type { Arrival } from '../intake/reports.store.ts'
import type { ItemSource } from '../queue/sources.ts'
import type { Store } from '../store/store.ts'
import { createAlertStore } from './alert.store.ts'
import type { AlertRow } from './alert.store.ts'
import { isLater } from './watch-rules.ts'
import type { WatchRow } from './watch.store.ts'
import type { Watches } from './watches.ts'

export interface AlertParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; at: string } }
  items: Pick<ItemSource, 'item'> & { arrivalsOf(sha256: string): Arrival[] }
  watches: Pick<Watches, 'all' | 'active' | 'anyActive'>
  matchesOf(sha256: string): Match[]
  /** Media here that match a list. */
  mediaMatching(listId: string): string[]
  person: Person
  signals: { send(signal: Signal): void }
  onRecorded(): void
}

export interface Alerts {
  /** At most 200. */
  page(): AlertPage
  /** A person saw it. @throws AppError alert.unknown */
  acknowledge(id: string): Alert
  /** What a media matches, or which items hold it, may have changed: alerts for each later item that a watch finds. */
  look(sha256: string): void
  /** Looks at everything that a watch matched: a stop may have come between a match and its alert. */
  lookAgain(): void
  /** The page is told how many nobody has seen. */
  tell(): void
  /** What others found and saw; each is applied once, whatever the order. */
  applyMatched(content: Extract<EventContent, { type: 'watch.matched' }>): void
  applyAcknowledged(content: Extract<EventContent, { type: 'alert.acknowledged' }>, personName: string): void
}

const SHOWN = 200

export function createAlerts(parts: AlertParts): Alerts {
  const { store, audit, items, watches, person, signals } = parts
  const alerts = createAlertStore(store.db)
  const tell = (): void => signals.send({ type: 'alert', unseen: alerts.counts().unseen })

  function shown(row: AlertRow): Alert {
    const { watchId, watchName, acknowledgedAt: at, acknowledgedBy: personName, ...rest } = row
    const acknowledged = at === null || personName === null ? null : { at, personName }
    return { ...rest, watch: { id: watchId, name: watchName ?? '' }, here: items.item(row.itemId) !== null, acknowledged }
  }

  function raise(watch: WatchRow, { itemId, reportId, reference }: Arrival, sha256: string, { kind, distance }: Match): void {
    if (alerts.has(watch.id, itemId)) return
    store.transaction(() => {
      const { id, at } = audit.append('watch.matched', { watchId: watch.id, itemId, reportId, reference, sha256, kind, distance })
      alerts.insert({ id, watchId: watch.id, itemId, reportId, reference, kind, distance, foundAt: at })
      tell()
      store.afterCommit(parts.onRecorded)
    })
  }

  function lookFor(watch: WatchRow, match: Match, sha256: string): void {
    for (const arrival of items.arrivalsOf(sha256)) {
      if (arrival.itemId !== watch.itemId && isLater(arrival, watch)) raise(watch, arrival, sha256, match)
    }
  }

  function look(sha256: string): void {
    if (!watches.anyActive()) return
    // The strongest match comes first, and an item alerts once for each watch.
    for (const match of parts.matchesOf(sha256)) {
      const watch = match.list.kind === 'watch' ? watches.active(match.list.id) : null
      if (watch !== null) lookFor(watch, match, sha256)
    }
  }

  return {
    page: () => ({ ...alerts.counts(), alerts: alerts.page(SHOWN).map(shown) }),
    acknowledge(id) {
      return store.transaction(() => {
        const row = alerts.alert(id)
        if (row === null) throw new AppError('alert.unknown')
        const { watchId, itemId, acknowledgedAt } = row
        if (acknowledgedAt !== null) return shown(row)
        const { at } = audit.append('alert.acknowledged', { watchId, itemId })
        alerts.acknowledge({ watchId, itemId, personName: person.name, at })
        tell()
        store.afterCommit(parts.onRecorded)
        return shown({ ...row, acknowledgedAt: at, acknowledgedBy: person.name })
      })
    },
    look,
    lookAgain() {
      for (const { id } of watches.all()) if (watches.active(id) !== null) parts.mediaMatching(id).forEach(look)
    },
    tell,
    applyMatched({ id, at, payload }) {
      const { watchId, itemId, reportId, reference, kind, distance } = payload
      store.transaction(() => {
        if (alerts.insert({ id, watchId, itemId, reportId, reference, kind, distance, foundAt: at })) tell()
      })
    },
    applyAcknowledged({ at, payload }, personName) {
      store.transaction(() => {
        alerts.acknowledge({ ...payload, personName, at })
        tell()
      })
    },
  }
}
