import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { v7 } from 'uuid'
import type { ForeignFingerprint } from '../../contract/report.ts'
import type { View } from '../../contract/views.ts'
import { SYMMETRIES } from '../../contract/words.ts'
import type { ReportSource } from '../../contract/words.ts'
import { packViews } from '../../native/index.ts'
import { createReportWriter } from '../../workstation/intake/report-writer.store.ts'
import { readAddress } from '../../workstation/intake/urls.ts'

/** Items of a desk: written as intake and analysis leave them, without any file. */

export interface NewItem {
  media?: NewMedia[]
  url?: string
  source?: ReportSource
  suspected?: string | null
  receivedAt?: string
  externalScore?: number
  text?: string
}

export interface NewMedia {
  /** Names the content: the same name is the same bytes. */
  name: string
  kind?: 'image' | 'video' | 'other'
  pdq?: string
  symmetries?: string[]
  /** In place of `pdq` and `symmetries`. */
  views?: View[]
  fingerprints?: ForeignFingerprint[]
  quality?: number
  frames?: { seconds: number; pdq: string; quality: number }[]
  failure?: string
  pending?: boolean
  role?: 'content' | 'capture'
}

export const digestOf = (name: string, algorithm = 'sha256'): string => createHash(algorithm).update(name).digest('hex')

/** Writes a report of one item. Call inside a transaction. */
export function writeItem(db: Database.Database, item: NewItem, now: string): { itemId: string; reportId: string } {
  const writer = createReportWriter(db)
  const [reportId, itemId] = [v7(), v7()]
  writer.addReport({
    id: reportId, reference: `2026-${reportId.slice(-5)}`, origin: 'local', source: item.source ?? 'public_form', receivedAt: item.receivedAt ?? now,
    text: item.text ?? '', urls: [], suspectedInfraction: item.suspected ?? null, violent: false, contact: null,
    externalScore: item.externalScore ?? null, createdAt: now,
  })
  writer.addItem({ id: itemId, reportId, address: item.url === undefined ? null : readAddress(item.url), takenIn: true })
  writer.addText(itemId, `${item.text ?? ''} ${item.url ?? ''}`)
  for (const media of item.media ?? []) writeMedia(db, itemId, media, now)
  return { itemId, reportId }
}

function writeMedia(db: Database.Database, itemId: string, media: NewMedia, now: string): void {
  const writer = createReportWriter(db)
  const sha256 = digestOf(media.name)
  const known = writer.addMedia({ sha256, bytes: 1000, here: true, at: now })
  writer.attach({ itemId, sha256, role: media.role ?? 'content', name: media.name, at: now })
  if (known) return
  const { kind = 'image', pdq = null, symmetries = pdq === null ? [] : [pdq], quality = 90, failure = null } = media
  const state = media.pending === true ? 'pending' : failure === null ? 'ready' : 'failed'
  const views = media.views ?? symmetries.map((hash, i): View => ({ view: SYMMETRIES[i]!, pdq: hash, quality }))
  const first = media.views?.[0] ?? (pdq === null ? null : { pdq, quality })
  db
    .prepare(`insert into analysis (sha256, state, kind, failure, md5, sha1, pdq, quality, views) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(sha256, state, kind, failure, digestOf(media.name, 'md5'), digestOf(media.name, 'sha1'), first?.pdq ?? null, first?.quality ?? null, packViews(views))
  writer.addFingerprints(sha256, media.fingerprints ?? [])
  for (const [frame, { seconds, pdq: hash, quality: of }] of (media.frames ?? []).entries()) {
    db.prepare('insert into frame (sha256, frame, seconds, pdq, quality) values (?, ?, ?, ?, ?)').run(sha256, frame, seconds, hash, of)
  }
}
