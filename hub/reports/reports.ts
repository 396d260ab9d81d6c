import { AppError } from '../../contract/error.ts'
import type { SubmitReport } from '../../contract/hub.ts'
import { Report, ReportedItem } from '../../contract/report.ts'
import { appendToFeed } from '../changes/changes.store.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import type { Watches } from '../watch/watches.ts'
import { insertItem, insertReport, itemRows, knownMedia } from './reports.store.ts'

const reportName = (id: string): string => `report:${id.toLowerCase()}`
const itemName = (id: string): string => `item:${id.toLowerCase()}`

export interface Reports {
  /**
   * Takes in a report and puts it on the feed. One whose id is there already is left as it is (`created: false`).
   * @throws AppError `hub.media_unknown` when a media of it was not put before.
   */
  submit(submitted: SubmitReport): Promise<{ created: boolean }>
}

/** @param parts.nameOf the name of a media by its SHA-256 */
export function createReports(sql: Sql, seal: RecordSeal, parts: { nameOf(sha256: string): string; watches: Pick<Watches, 'lookAt' | 'tell'> }): Reports {
  const { nameOf, watches } = parts
  const namesIn = (item: ReportedItem): string[] => item.media.map((media) => nameOf(media.sha256))
  return {
    async submit({ report, items }) {
      const { created, alerts } = await sql.transaction(async (tx) => {
        if (!(await insertReport(tx, report, seal.seal(reportName(report.id), JSON.stringify(report))))) return { created: false, alerts: [] }
        await refuseUnknownMedia(tx, items.flatMap(namesIn))
        for (const [i, item] of items.entries()) {
          const sealed = seal.seal(itemName(item.id), JSON.stringify(item))
          await insertItem(tx, { id: item.id, reportId: report.id, number: i + 1, sealed, mediaNames: namesIn(item) })
        }
        const found = await watches.lookAt(tx, { report, items })
        await appendToFeed(tx, [{ kind: 'report', reportId: report.id }])
        return { created: true, alerts: found }
      })
      watches.tell(alerts)
      return { created }
    },
  }
}

async function refuseUnknownMedia(sql: Sql, named: readonly string[]): Promise<void> {
  const known = await knownMedia(sql, named)
  if (named.some((name) => !known.has(name))) throw new AppError('hub.media_unknown')
}

export function readReport(seal: RecordSeal, id: string, sealed: Uint8Array): Report {
  return Report.parse(JSON.parse(seal.open(reportName(id), sealed)))
}

export async function readItems(sql: Sql, seal: RecordSeal, reportId: string): Promise<ReportedItem[]> {
  const rows = await itemRows(sql, reportId)
  return rows.map((row) => ReportedItem.parse(JSON.parse(seal.open(itemName(row.id), row.sealed))))
}
