import { setImmediate } from 'node:timers/promises'
import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { Report, ReportedItem } from '../../contract/report.ts'
import type { Store } from '../store/store.ts'
import type { IntakeRecord, IntakeStore } from './intake.store.ts'
import type { ReportWriter } from './report-writer.store.ts'
import { asReportedItem, type MediaOfItem, type Reports } from './reports.store.ts'

export interface TakingInParts {
  store: Store
  reports: Reports
  writer: ReportWriter
  intakes: IntakeStore
  append: AppendEvent
  /** Bytes that are here and wait for their analysis. Inside the transaction. */
  enqueue(sha256s: readonly string[]): void
  /** These items changed or came. Inside the transaction. */
  refresh(itemIds: readonly string[]): void
  /** This media belongs to an item from now on. Inside the transaction. */
  onMedia(sha256: string): void
}
export type AppendEvent = <T extends EventType>(type: T, payload: PayloadOf<T>) => unknown

/** Most items of one event, so that a transaction stays short; and their length as JSON (an event has at most 512 KiB). */
const ITEMS_OF_EVENT = 50
const CHARACTERS_OF_EVENT = 300_000
/** Words of the report searched with each item. */
const TEXT_LIMIT = 4000

export interface TakingIn {
  /**
   * Writes what an intake brought into the chain and gives its items to queue and analysis: event and effect in one
   * transaction. A large report becomes several `report.taken_in` events of the same report, each with some of the items and
   * their addresses; so a process that dies in between goes on where it was, as does one that is told to stop by `closing`.
   */
  finish(intake: IntakeRecord, closing: AbortSignal): Promise<void>
  hasAnything(intake: IntakeRecord): boolean
}

export function createTakingIn({ store, reports, writer, intakes, append, enqueue, refresh, onMedia }: TakingInParts): TakingIn {
  function takeItems(report: Report, intake: IntakeRecord): boolean {
    const waiting = writer.notTakenIn(report.id, ITEMS_OF_EVENT + 1)
    const items = firstThatFit(waiting.slice(0, ITEMS_OF_EVENT).map((item) => withMedia(item)))
    append('report.taken_in', { report: { ...report, urls: addressesOf(items) }, items: items.map((item) => asReportedItem(item, item.media)) })
    for (const item of items) {
      writer.markTakenIn(item.id)
      writer.addText(item.id, searchable(report, item))
      take(item.media)
    }
    refresh(items.map((item) => item.id))
    const last = items.length === waiting.length
    if (last) intakes.setState(intake.id, 'done')
    return !last
  }

  function take(media: readonly MediaOfItem[]): void {
    enqueue(media.filter((each) => each.here).map((each) => each.sha256))
    for (const { sha256 } of media) onMedia(sha256)
  }

  function withMedia(item: { id: string; url: string | null }): ItemWithMedia {
    return { ...item, media: reports.mediaOf(item.id) }
  }

  async function finishReport(intake: IntakeRecord, closing: AbortSignal): Promise<void> {
    const report = reports.report(intake.reportId)
    if (report === null) throw new Error('an intake without its report')
    while (!closing.aborted && store.transaction(() => takeItems(report, intake))) await setImmediate()
  }

  function finishCaptures(intake: IntakeRecord, itemId: string): void {
    const came = new Set(intakes.files(intake.id).flatMap((file) => (isAttached(file.status) && file.sha256 !== null ? [file.sha256] : [])))
    const media = reports.mediaOf(itemId).filter((each) => came.has(each.sha256))
    store.transaction(() => {
      for (let at = 0; at < media.length; at += ITEMS_OF_EVENT) {
        append('item.media_added', { itemId, media: asReportedItem({ id: itemId, url: null }, media.slice(at, at + ITEMS_OF_EVENT)).media })
      }
      writer.addText(itemId, media.map((each) => each.name).join('\n'))
      take(media)
      refresh([itemId])
      intakes.setState(intake.id, 'done')
    })
  }

  return {
    hasAnything: (intake) =>
      intake.itemId === null ? reports.itemsInReport(intake.reportId) > 0 : intakes.files(intake.id).some((file) => isAttached(file.status)),
    finish: (intake, closing) => (intake.itemId === null ? finishReport(intake, closing) : Promise.resolve(finishCaptures(intake, intake.itemId))),
  }
}

interface ItemWithMedia {
  readonly id: string
  readonly url: string | null
  readonly media: readonly MediaOfItem[]
}

function isAttached(status: string): boolean {
  return status === 'new' || status === 'known'
}

function addressesOf(items: readonly Pick<ReportedItem, 'url'>[]): string[] {
  return [...new Set(items.flatMap((item) => (item.url === null ? [] : [item.url])))]
}

/** As many items as an event has room for; one at least. Each address is counted twice, being told with the report too. */
function firstThatFit(items: readonly ItemWithMedia[]): ItemWithMedia[] {
  let room = CHARACTERS_OF_EVENT
  const fitting = items.findIndex((item) => {
    room -= Buffer.byteLength(JSON.stringify([item, item.url]))
    return room < 0
  })
  return items.slice(0, fitting === -1 ? items.length : Math.max(1, fitting))
}

/** What the full-text search looks in. Also for items that come from the hub. */
export function searchable(report: Report, item: { url: string | null; media: readonly { name: string }[] }): string {
  return [report.reference, item.url ?? '', ...item.media.map((each) => each.name), report.text.slice(0, TEXT_LIMIT)].join('\n')
}
