import { AppError } from '../../contract/error.ts'
import type { Report, ReportedItem } from '../../contract/report.ts'
import { Sha256 } from '../../contract/words.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { ReportWriter } from './report-writer.store.ts'
import type { Reports } from './reports.store.ts'
import { searchable } from './taking-in.ts'
import { readAddress } from './urls.ts'

/** What comes from the hub. */
export interface Receiving {
  /**
   * A report with some or all of its items, any number of times: what is known already stays as it is. Its media are not
   * here until `mediaArrived`. Inside a transaction. @throws AppError hub.bad_answer for a media that is no SHA-256
   */
  receiveReport(report: Report, items: readonly ReportedItem[]): void
  /** The bytes are now sealed here. @returns whether anything here is known by them */
  mediaArrived(sha256: string): boolean
}

export interface ReceivingParts {
  store: Store
  reports: Reports
  writer: ReportWriter
  clock: Clock
  enqueue(sha256s: readonly string[]): void
  refresh(itemIds: readonly string[]): void
  onMedia(sha256: string): void
}

const NAME_LIMIT = 4096

export function createReceiving({ store, reports, writer, clock, enqueue, refresh, onMedia }: ReceivingParts): Receiving {
  /** @returns whether the item had not all of them yet */
  function attachAll(itemId: string, media: ReportedItem['media']): boolean {
    const at = clock.now()
    const added = media.map(({ sha256, name, bytes, fingerprints = [] }) => {
      if (!Sha256.safeParse(sha256).success) throw new AppError('hub.bad_answer')
      const here = writer.addMedia({ sha256, bytes, here: false, at })
      writer.addFingerprints(sha256, fingerprints)
      const attached = writer.attach({ itemId, sha256, role: 'content', name: name.slice(0, NAME_LIMIT).toWellFormed(), at })
      if (attached && here) enqueue([sha256])
      if (attached) onMedia(sha256)
      return attached
    })
    return added.includes(true)
  }

  function receiveItem(report: Report, item: ReportedItem): boolean {
    const address = item.url === null ? null : readAddress(item.url)
    const added = writer.addItem({ id: item.id, reportId: report.id, address, takenIn: true })
    const attached = attachAll(item.id, item.media)
    if (added) writer.addText(item.id, searchable(report, item))
    return added || attached
  }

  return {
    receiveReport: (report, items) =>
      store.transaction(() => {
        writer.addReport(report)
        refresh(items.filter((item) => receiveItem(report, item)).map((item) => item.id))
      }),
    mediaArrived: (sha256) =>
      store.transaction(() => {
        if (!writer.markHere(sha256)) return false
        enqueue([sha256])
        refresh(reports.itemsOfMedia(sha256))
        return true
      }),
  }
}
