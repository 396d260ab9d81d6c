import type Database from 'better-sqlite3'
import type { Report, ReportedItem } from '../../contract/report.ts'

export interface ItemRecord {
  id: string
  reportId: string
  number: number
  url: string | null
  urlDigest: string | null
  takenIn: boolean
}

export interface MediaOfItem {
  sha256: string
  name: string
  role: 'content' | 'capture'
  bytes: number
  here: boolean
}

/** The same address or the same bytes in another report; the decision on it is the review's to tell. */
export interface EarlierItem {
  itemId: string
  reportId: string
  reference: string
  because: 'same_url' | 'same_media'
  receivedAt: string
}

export interface Arrival {
  itemId: string
  reportId: string
  reference: string
  createdAt: string
  addedAt: string
}

/** What others may ask of reports and their items. */
export interface Reports {
  report(reportId: string): Report | null
  item(itemId: string): ItemRecord | null
  /** How many items the report of that id has. */
  itemsInReport(reportId: string): number
  /** In the order in which they came. */
  mediaOf(itemId: string): MediaOfItem[]
  /** Items that hold these bytes and are taken in. */
  itemsOfMedia(sha256: string): string[]
  /** The same items, with when their report was made and when the bytes came to them here. */
  arrivalsOf(sha256: string): Arrival[]
  /** Newest first, at most 50. The same bytes go before the same address. */
  seenBefore(itemId: string): EarlierItem[]
  /** The distinct addresses of a report, each with its first item. */
  addressedItems(reportId: string): { itemId: string; url: string; digest: string }[]
  /** Items of other reports under the same address, oldest first, at most 20. */
  earlierUnderAddress(urlDigest: string, reportId: string): string[]
}

interface ReportRow {
  id: string
  reference: string
  origin: 'hub' | 'local'
  source: Report['source']
  received_at: string
  text: string
  suspected_infraction: string | null
  violent: number
  contact: string | null
  external_score: number | null
  created_at: string
}

type ItemRow = { id: string; report_id: string; number: number; url: string | null; url_digest: string | null; taken_in: number }
type MediaRow = Omit<MediaOfItem, 'here'> & { here: number }
type EarlierRow = { itemId: string; reportId: string; reference: string; receivedAt: string }

const EARLIER = `select i.id as itemId, r.id as reportId, r.reference, r.received_at as receivedAt from item i join report r on r.id = i.report_id`

export function createReports(db: Database.Database): Reports {
  const report = db.prepare<[string], ReportRow>('select * from report where id = ?')
  const urls = db.prepare<[string], { url: string }>(
    'select url from item where report_id = ? and url is not null group by url order by min(number)',
  )
  const item = db.prepare<[string], ItemRow>('select * from item where id = ?')
  const count = db.prepare<[string], { n: number }>('select count(*) as n from item where report_id = ?')
  const media = db.prepare<[string], MediaRow>(
    `select im.sha256, im.name, im.role, m.bytes, m.here from item_media im join media m on m.sha256 = im.sha256
     where im.item_id = ? order by im.position, im.added_at, im.sha256`,
  )
  const byMedia = db.prepare<[string], { item_id: string }>(
    'select im.item_id from item_media im join item i on i.id = im.item_id where im.sha256 = ? and i.taken_in = 1',
  )
  const sameMedia = db.prepare<[string, string], EarlierRow>(
    `${EARLIER} where i.taken_in = 1 and i.report_id <> ? and i.id in
       (select other.item_id from item_media own join item_media other on other.sha256 = own.sha256 where own.item_id = ?)
     order by r.received_at desc, i.id desc limit 50`,
  )
  const sameUrl = db.prepare<[string, string], EarlierRow>(
    `${EARLIER} where i.taken_in = 1 and i.report_id <> ? and i.url_digest = ? order by r.received_at desc, i.id desc limit 50`,
  )
  const addressed = db.prepare<[string], { itemId: string; url: string; digest: string }>(
    `select id as itemId, url, url_digest as digest, min(number) as first from item where report_id = ? and url_digest is not null
     group by url_digest order by first`,
  )
  const earlier = db.prepare<[string, string], { id: string }>(
    `select i.id from item i join report r on r.id = i.report_id
     where i.taken_in = 1 and i.url_digest = ? and i.report_id <> ? order by r.received_at, i.id limit 20`,
  )

  const arrivals = db.prepare<[string], Arrival>(
    `select i.id as itemId, r.id as reportId, r.reference, r.created_at as createdAt, im.added_at as addedAt
     from item_media im join item i on i.id = im.item_id join report r on r.id = i.report_id where im.sha256 = ? and i.taken_in = 1`,
  )

  return {
    arrivalsOf: (sha256) => arrivals.all(sha256),
    report(reportId) {
      const row = report.get(reportId)
      return row === undefined ? null : asReport(row, urls.all(reportId).map((each) => each.url))
    },
    item(itemId) {
      const row = item.get(itemId)
      return row === undefined ? null : asItem(row)
    },
    itemsInReport: (reportId) => count.get(reportId)?.n ?? 0,
    mediaOf: (itemId) => media.all(itemId).map((row) => ({ ...row, here: row.here === 1 })),
    itemsOfMedia: (sha256) => byMedia.all(sha256).map((row) => row.item_id),
    seenBefore(itemId) {
      const own = item.get(itemId)
      if (own === undefined) return []
      const bytes = sameMedia.all(own.report_id, itemId).map((row) => ({ ...row, because: 'same_media' as const }))
      const known = new Set(bytes.map((row) => row.itemId))
      const address = own.url_digest === null ? [] : sameUrl.all(own.report_id, own.url_digest)
      const others = address.filter((row) => !known.has(row.itemId)).map((row) => ({ ...row, because: 'same_url' as const }))
      return [...bytes, ...others].slice(0, 50)
    },
    addressedItems: (reportId) => addressed.all(reportId),
    earlierUnderAddress: (urlDigest, reportId) => earlier.all(urlDigest, reportId).map((row) => row.id),
  }
}

function asReport(row: ReportRow, urls: string[]): Report {
  return {
    id: row.id,
    reference: row.reference,
    origin: row.origin,
    source: row.source,
    receivedAt: row.received_at,
    text: row.text,
    urls,
    suspectedInfraction: row.suspected_infraction,
    violent: row.violent === 1,
    contact: row.contact,
    externalScore: row.external_score,
    createdAt: row.created_at,
  }
}

function asItem(row: ItemRow): ItemRecord {
  return { id: row.id, reportId: row.report_id, number: row.number, url: row.url, urlDigest: row.url_digest, takenIn: row.taken_in === 1 }
}

/** An item as events and the hub's protocol tell it. */
export function asReportedItem(item: Pick<ItemRecord, 'id' | 'url'>, media: readonly MediaOfItem[]): ReportedItem {
  return { id: item.id, url: item.url, media: media.map(({ sha256, name, bytes }) => ({ sha256, name, bytes })) }
}
