import type { EventContent, PayloadOf } from '../../contract/event.ts'
import type { SubmitReport } from '../../contract/hub.ts'
import type { HubAlert, HubAlerts, Watch } from '../../contract/watch.ts'
import { eventName } from '../events/event-name.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import { acknowledgeAlert, alertRows, endWatch, insertAlert, insertWatch, sealedWatch, watchesFor, watchRows } from './watch.store.ts'
import type { AlertRow, WatchRow } from './watch.store.ts'

/** What is said of an alert as it comes. */
export interface ToldAlert {
  watch: string
  reference: string
  kind: HubAlert['kind']
}

export interface Watches {
  /** Keeps what an accepted event says of watches and alerts, in its transaction; other events pass by. @returns new alerts, to be told after the commit */
  take(sql: Sql, content: EventContent): Promise<ToldAlert[]>
  /** A report that was just submitted: an alert where a media of it is watched for, byte by byte. In its transaction. */
  lookAt(sql: Sql, submitted: SubmitReport): Promise<ToldAlert[]>
  tell(alerts: readonly ToldAlert[]): void
  alerts(limit: number): Promise<HubAlerts>
  /** The newest first. */
  all(): Promise<Watch[]>
}

export interface WatchesParts {
  sql: Sql
  seal: RecordSeal
  clock: { now(): string }
  ids: { next(): string }
  /** The name of a media by its SHA-256. */
  nameOf(sha256: string): string
  onAlert(alert: ToldAlert): void
}

/** What is kept sealed of an alert. */
type Found = Pick<HubAlert, 'reportId' | 'reference' | 'kind' | 'distance'>

const alertName = (id: string): string => `alert:${id.toLowerCase()}`

export function createWatches({ sql: database, seal, clock, ids, nameOf, onAlert }: WatchesParts): Watches {
  function addedBy(id: string, sealed: Uint8Array): { at: string; payload: PayloadOf<'watch.added'> } {
    // The bytes were held to the schema when they came in.
    return JSON.parse(seal.open(eventName(id), sealed)) as EventContent & { type: 'watch.added' }
  }

  async function raise(sql: Sql, alert: { id: string; watchId: string; itemId: string; eventId: string | null; at: string }, found: Found): Promise<ToldAlert[]> {
    const sealed = await sealedWatch(sql, alert.watchId)
    // A watch that the hub refused: what matched it stays in the chain, and alerts nobody.
    if (sealed === null) return []
    const { reportId, reference, kind, distance } = found
    const text = JSON.stringify({ reportId, reference, kind, distance } satisfies Found)
    const isNew = await insertAlert(sql, { ...alert, foundAt: alert.at, sealed: seal.seal(alertName(alert.id), text) })
    return isNew ? [{ watch: addedBy(alert.watchId, sealed).payload.name, reference, kind }] : []
  }

  function shownAlert(row: AlertRow): HubAlert {
    const { id, itemId, watchId, foundAt, foundBy, acknowledgedAt: at, acknowledgedBy: personName } = row
    const found = JSON.parse(seal.open(alertName(id), row.sealed)) as Found
    const watch = { id: watchId, name: addedBy(watchId, row.watchSealed).payload.name }
    return { ...found, id, itemId, watch, foundAt, foundBy, acknowledged: at === null || personName === null ? null : { at, personName } }
  }

  function shownWatch({ id, sealed, personName, endedAt, alerts }: WatchRow): Watch {
    const { at: addedAt, payload } = addedBy(id, sealed)
    const { name, note, expiresAt, itemId, reference } = payload
    const state = endedAt !== null ? 'ended' : Date.parse(expiresAt) > Date.parse(clock.now()) ? 'active' : 'expired'
    return { id, name, note, addedAt, personName, expiresAt, state, itemId, reference, alerts }
  }

  return {
    async take(sql, { type, payload, id, at, personId }) {
      if (type === 'watch.added') await insertWatch(sql, { id, expiresAt: payload.expiresAt, mediaName: nameOf(payload.prints.sha256) })
      if (type === 'watch.ended') await endWatch(sql, payload.watchId, at)
      if (type === 'alert.acknowledged') await acknowledgeAlert(sql, { ...payload, personId, at })
      if (type === 'watch.matched') return raise(sql, { ...payload, id, eventId: id, at }, payload)
      return []
    },
    async lookAt(sql, { report, items }) {
      const at = clock.now()
      const holding = items.flatMap((item) => item.media.map(({ sha256 }) => ({ itemId: item.id, mediaName: nameOf(sha256) })))
      const watched = await watchesFor(sql, holding.map(({ mediaName }) => mediaName), at)
      const found: Found = { reportId: report.id, reference: report.reference, kind: 'exact', distance: 0 }
      const told: ToldAlert[] = []
      for (const { itemId, mediaName } of holding) {
        for (const { watchId } of watched.filter((watch) => watch.mediaName === mediaName)) {
          told.push(...(await raise(sql, { id: ids.next(), watchId, itemId, eventId: null, at }, found)))
        }
      }
      return told
    },
    tell: (alerts) => alerts.forEach(onAlert),
    async alerts(limit) {
      const rows = await alertRows(database, limit + 1)
      return { alerts: rows.slice(0, limit).map(shownAlert), more: rows.length > limit }
    },
    all: async () => (await watchRows(database)).map(shownWatch),
  }
}
