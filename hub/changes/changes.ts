import type { Changes } from '../../contract/hub.ts'
import { readItems, readReport } from '../reports/reports.ts'
import type { RecordSeal } from '../sealing/record.ts'
import { eventName } from '../events/event-name.ts'
import { signingKeysOf } from '../people/people.store.ts'
import type { Sql } from '../store/sql.ts'
import { feedHead, readFeed, type FeedRow } from './changes.store.ts'
import { epochsOf, isOfThisFeed } from './epochs.ts'

type Change = Changes['changes'][number]
/** A page stays under this many bytes of text, one change being always given. */
const PAGE_BYTES = 4 * 1024 * 1024

/**
 * What happened after a position, without the device's own events. `next` is where to go on: past all that was looked
 * at, also past what was left out. After a position that this feed never gave out (epochs.ts) it begins anew.
 */
export async function changesAfter(
  sql: Sql,
  seal: RecordSeal,
  asked: { after: number; epoch: string | null; limit: number; deviceId: string },
): Promise<Changes> {
  // Read first: everything up to here is committed, so that nothing under `next` can appear later.
  const head = await feedHead(sql)
  const epochs = await epochsOf(sql)
  const rewound = !isOfThisFeed(epochs, head, asked)
  const after = rewound ? 0 : asked.after
  const rows = await readFeed(sql, { ...asked, after, upTo: head, limit: asked.limit + 1 })
  const changes: Change[] = []
  let bytes = 0
  for (const row of rows.slice(0, asked.limit)) {
    const size = row.sealed?.length ?? 0
    if (changes.length > 0 && bytes + size > PAGE_BYTES) break
    bytes += size
    changes.push(await toChange(sql, seal, row))
  }
  const more = changes.length < rows.length
  const next = more ? (changes.at(-1)?.position ?? after) : head
  return { changes, more, next, epoch: epochs.at(-1)?.id ?? null, rewound }
}

async function toChange(sql: Sql, seal: RecordSeal, row: FeedRow): Promise<Change> {
  const { position, reportId, eventId, sealed, hash, signature, personId: id, login, name, role, removed } = row
  if (sealed === null) {
    return { position, kind: 'person', person: { id, login, name, role }, removed, keys: await signingKeysOf(sql, id) }
  }
  if (reportId !== null) {
    return { position, kind: 'report', report: readReport(seal, reportId, sealed), items: await readItems(sql, seal, reportId) }
  }
  if (eventId === null || hash === null || signature === null) throw new Error(`change ${position} names nothing`)
  return { position, kind: 'event', event: { bytes: seal.open(eventName(eventId), sealed), hash, signature }, personName: name }
}
