import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType } from '../../contract/event.ts'
import type { ChainHead, PushedEvents, PushEvents } from '../../contract/hub.ts'
import { appendReceipts } from '../audit/append-receipts.ts'
import type { NewReceipt } from '../audit/receipt.ts'
import { appendToFeed, type FeedEntry } from '../changes/changes.store.ts'
import { peopleOnDevice } from '../people/people.store.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import type { ToldAlert, Watches } from '../watch/watches.ts'
import { eventName, quarantineName } from './event-name.ts'
import { findStanding, insertEvent, insertQuarantine, lockHead, markDisputed, moveHead } from './events.store.ts'
import { judge, type Judgement } from './judge.ts'
import { readEvent, type ReadEvent } from './read-event.ts'
import { isSignedBy } from './signature.ts'

/** What other workstations act on. The rest (who opened what, sessions, local reports) stays with the hub. */
const SHARED: readonly EventType[] = [
  ...(['decision.made', 'decision.withdrawn', 'second_look.given', 'own_list.added', 'own_list.removed'] as const),
  ...(['watch.added', 'watch.ended', 'watch.matched', 'alert.acknowledged'] as const),
]

type Result = PushedEvents['results'][number]

interface Receiving {
  sql: Sql
  watches: Pick<Watches, 'take' | 'tell'>
  seal: RecordSeal
  now: string
  deviceId: string
  people: Awaited<ReturnType<typeof peopleOnDevice>>
  head: ChainHead
  feed: FeedEntry[]
  receipts: NewReceipt[]
  alerts: ToldAlert[]
}

/**
 * Takes in a batch of a device's chain in one transaction; the answer is given after the commit, so that what it
 * acknowledges is on disk. Events after a gap are not looked at: the results are shorter than the batch then.
 * @throws AppError `event.gap` (facts `sequence`, `hash` of the head) when the first event is already too far ahead.
 */
export async function receiveEvents(parts: Pick<Receiving, 'sql' | 'seal' | 'now' | 'watches'>, pushed: PushEvents): Promise<PushedEvents> {
  const { alerts, ...pushedEvents } = await parts.sql.transaction(async (sql) => {
    const head = await lockHead(sql, pushed.deviceId)
    if (head === null) throw new AppError('hub.unauthorised')
    const people = await peopleOnDevice(sql, pushed.deviceId)
    const receiving: Receiving = { ...parts, sql, deviceId: pushed.deviceId, people, head, feed: [], receipts: [], alerts: [] }
    const results = await receiveAll(receiving, pushed)
    if (receiving.head !== head) await moveHead(sql, pushed.deviceId, receiving.head)
    await appendReceipts(sql, parts.seal, receiving.receipts)
    await appendToFeed(sql, receiving.feed)
    return { results, head: receiving.head, alerts: receiving.alerts }
  })
  parts.watches.tell(alerts)
  return pushedEvents
}

async function receiveAll(receiving: Receiving, { events }: PushEvents): Promise<Result[]> {
  const results: Result[] = []
  for (const sealed of events) {
    const event = readEvent(sealed)
    const judgement = await judgeEvent(receiving, event)
    if (judgement.kind === 'gap') {
      if (results.length === 0) throw new AppError('event.gap', { ...receiving.head })
      break
    }
    results.push(resultOf(event, await keep(receiving, event, judgement)))
  }
  return results
}

async function judgeEvent({ sql, deviceId, head, people }: Receiving, event: ReadEvent): Promise<Judgement> {
  const { bytes, signature: signed } = event.sealed
  const found = await findStanding(sql, deviceId, { hash: event.sealed.hash, digest: event.digest, outline: event.outline })
  const person = people.get(event.content?.personId ?? '') ?? null
  const signature = signed === '' ? 'missing' : isSignedBy(person?.keys ?? [], bytes, signed) ? 'good' : 'bad'
  return judge(event, { ...found, deviceId, head, person, signature })
}

/** @returns the judgement that stood in the end. */
async function keep(receiving: Receiving, event: ReadEvent, judgement: Judgement): Promise<Judgement> {
  if (judgement.kind === 'accept' && !(await keepAccepted(receiving, event, judgement.content))) {
    return keep(receiving, event, { kind: 'refuse', code: 'event.conflict', place: judgement.content.sequence, keep: true })
  }
  if (judgement.kind === 'refuse' && judgement.keep) await keepAside(receiving, event, judgement)
  return judgement
}

/** @returns false where two devices brought one id at the same moment, and the other was first. */
async function keepAccepted(receiving: Receiving, { sealed }: ReadEvent, content: EventContent): Promise<boolean> {
  const { sql, seal, now, deviceId } = receiving
  const bytes = seal.seal(eventName(content.id), sealed.bytes)
  const inserted = await insertEvent(sql, content, { hash: sealed.hash, signature: sealed.signature, sealed: bytes, now })
  if (!inserted) return false
  receiving.head = { sequence: content.sequence, hash: sealed.hash }
  const { hash, signature } = sealed
  receiving.receipts.push({ at: now, deviceId, place: content.sequence, eventId: content.id, code: null, hash, digest: hash, signature, quarantineId: null })
  receiving.alerts.push(...(await receiving.watches.take(sql, content)))
  if (SHARED.includes(content.type)) receiving.feed.push({ kind: 'event', eventId: content.id, deviceId })
  return true
}

async function keepAside(receiving: Receiving, event: ReadEvent, { code, place }: Judgement & { kind: 'refuse' }): Promise<void> {
  const { sql, seal, now, deviceId } = receiving
  const { sealed, digest, outline } = event
  const bytes = seal.seal(quarantineName(deviceId, digest), sealed.bytes)
  const told = { deviceId, place, eventId: outline?.id ?? null, hash: sealed.hash, signature: sealed.signature, digest, code }
  const disputing = code === 'event.conflict' ? outline : null
  const quarantineId = await insertQuarantine(sql, { ...told, claims: disputing?.sequence ?? null, sealed: bytes, now })
  receiving.receipts.push({ at: now, ...told, quarantineId })
  if (disputing !== null) await markDisputed(sql, deviceId, disputing)
  if (place !== null) receiving.head = { sequence: place, hash: sealed.hash }
}

function resultOf({ outline }: ReadEvent, judgement: Judgement): Result {
  const id = outline?.id ?? NO_ID
  if (judgement.kind === 'refuse') return { id, status: 'refused', code: judgement.code }
  return { id, status: judgement.kind === 'duplicate' ? 'duplicate' : 'accepted' }
}

/** Results stand in the order of the batch; an event that cannot be read has no id to give back. */
const NO_ID = '00000000-0000-0000-0000-000000000000'
