import type Database from 'better-sqlite3'
import type { ForeignFingerprint, Report } from '../../contract/report.ts'
import type { Address } from './urls.ts'

/** Writes reports, items, media and what is searched in them. Call inside a transaction. */
export interface ReportWriter {
  /** @returns false when the report was there already */
  addReport(report: Report): boolean
  /** The highest reference of a year, whoever gave it, or null. */
  highestReference(year: number): string | null
  /** @returns false when the item was there already */
  addItem(item: { id: string; reportId: string; address: Address | null; takenIn: boolean }): boolean
  knows(sha256: string): boolean
  /** @returns whether its bytes were here before; `here` never goes from true to false by this */
  addMedia(media: { sha256: string; bytes: number; here: boolean; at: string }): boolean
  /** @returns false when the item has these bytes already */
  attach(place: { itemId: string; sha256: string; role: 'content' | 'capture'; name: string; at: string }): boolean
  /** @returns false when that media is unknown */
  markHere(sha256: string): boolean
  /** What came with a media; those that are there stay. */
  addFingerprints(sha256: string, fingerprints: readonly ForeignFingerprint[]): void
  markTakenIn(itemId: string): void
  addText(itemId: string, body: string): void
  notTakenIn(reportId: string, limit: number): { id: string; url: string | null }[]
}

export function createReportWriter(db: Database.Database): ReportWriter {
  const addReport = db.prepare(
    `insert into report (id, reference, origin, source, received_at, text, suspected_infraction, violent, contact, external_score, created_at)
     values (:id, :reference, :origin, :source, :receivedAt, :text, :suspectedInfraction, :violent, :contact, :externalScore, :createdAt)
     on conflict (id) do nothing`,
  )
  const highest = db.prepare<[string], { reference: string }>(
    'select reference from report where reference glob ? order by length(reference) desc, reference desc limit 1',
  )
  const addItem = db.prepare(
    `insert into item (id, report_id, number, url, url_digest, taken_in)
     values (:id, :reportId, (select coalesce(max(number), 0) + 1 from item where report_id = :reportId), :url, :digest, :takenIn)
     on conflict (id) do nothing`,
  )
  const media = db.prepare<[string], { here: number }>('select here from media where sha256 = ?')
  const addMedia = db.prepare(
    `insert into media (sha256, bytes, here, created_at) values (:sha256, :bytes, :here, :at)
     on conflict (sha256) do update set here = max(here, excluded.here)`,
  )
  const attach = db.prepare(
    `insert into item_media (item_id, sha256, role, position, name, added_at)
     values (:itemId, :sha256, :role, (select coalesce(max(position), 0) + 1 from item_media where item_id = :itemId), :name, :at)
     on conflict (item_id, sha256) do nothing`,
  )
  const addFingerprint = db.prepare('insert into media_fingerprint (sha256, algorithm, value) values (?, ?, ?) on conflict do nothing')
  const markHere = db.prepare('update media set here = 1 where sha256 = ?')
  const markTakenIn = db.prepare('update item set taken_in = 1 where id = ?')
  const addText = db.prepare('insert into item_text (item_id, body) values (?, ?)')
  const notTakenIn = db.prepare<[string, number], { id: string; url: string | null }>(
    'select id, url from item where report_id = ? and taken_in = 0 order by number limit ?',
  )

  return {
    addReport: ({ urls: _told, ...report }) => addReport.run({ ...report, violent: report.violent ? 1 : 0 }).changes > 0,
    highestReference: (year) => highest.get(`${year}-[0-9][0-9][0-9][0-9][0-9]*`)?.reference ?? null,
    addItem: ({ id, reportId, address, takenIn }) =>
      addItem.run({ id, reportId, url: address?.url ?? null, digest: address?.digest ?? null, takenIn: takenIn ? 1 : 0 }).changes > 0,
    knows: (sha256) => media.get(sha256) !== undefined,
    addMedia({ here, ...rest }) {
      const before = media.get(rest.sha256)?.here === 1
      addMedia.run({ ...rest, here: here ? 1 : 0 })
      return before
    },
    attach: (place) => attach.run(place).changes > 0,
    addFingerprints(sha256, fingerprints) {
      for (const { algorithm, value } of fingerprints) addFingerprint.run(sha256, algorithm, value)
    },
    markHere: (sha256) => markHere.run(sha256).changes > 0,
    markTakenIn: (itemId) => void markTakenIn.run(itemId),
    addText: (itemId, body) => void addText.run(itemId, body),
    notTakenIn: (reportId, limit) => notTakenIn.all(reportId, limit),
  }
}
