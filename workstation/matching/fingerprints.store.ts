import type Database from 'better-sqlite3'
import type { ForeignFingerprint } from '../../contract/report.ts'

/** What the matching reads of reports and analyses: fingerprints only, by the media's SHA-256. */
export interface FingerprintReader {
  /** Null where the media is not known here. A media that is not analysed (or failed) has nulls. */
  ofMedia(sha256: string): Fingerprints | null
  frames(sha256: string): FramePrint[]
  /** Fingerprints that came with the media, by algorithms that are not computed here. */
  foreign(sha256: string): ForeignFingerprint[]
  /** Media in order of SHA-256, after one. */
  media(after: string, limit: number): string[]
  /** Pictures with a PDQ of at least this quality, in order of SHA-256, after one. */
  pictures(after: string, minQuality: number, limit: number): { sha256: string; pdq: string }[]
  /** Media with this MD5. */
  withMd5(md5: string): string[]
}

export interface Fingerprints {
  sha256: string
  md5: string | null
  sha1: string | null
  kind: 'image' | 'video' | 'other' | null
  pdq: string | null
  quality: number | null
  /** Of a picture, packed (native/packed-views.ts). */
  views: Uint8Array | null
}

export interface FramePrint {
  seconds: number
  pdq: string
  quality: number
}

/** Reads the tables of intake and analysis; it writes none. */
export function createFingerprintReader(db: Database.Database): FingerprintReader {
  const one = db.prepare<[string], Fingerprints>(
    `select m.sha256, a.md5, a.sha1, a.kind, a.pdq, a.quality, a.views from media m left join analysis a on a.sha256 = m.sha256 where m.sha256 = ?`,
  )
  const frames = db.prepare<[string], FramePrint>(`select seconds, pdq, quality from frame where sha256 = ? order by frame`)
  const foreign = db.prepare<[string], ForeignFingerprint>(`select algorithm, value from media_fingerprint where sha256 = ?`)
  const media = db.prepare<[string, number], { sha256: string }>(`select sha256 from media where sha256 > ? order by sha256 limit ?`)
  const pictures = db.prepare<[string, number, number], { sha256: string; pdq: string }>(
    `select sha256, pdq from analysis where sha256 > ? and kind = 'image' and pdq is not null and quality >= ? order by sha256 limit ?`,
  )
  const withMd5 = db.prepare<[string], { sha256: string }>(`select sha256 from analysis where md5 = ?`)
  return {
    ofMedia: sha256 => one.get(sha256) ?? null,
    frames: sha256 => frames.all(sha256),
    foreign: sha256 => foreign.all(sha256),
    media: (after, limit) => media.all(after, limit).map(row => row.sha256),
    pictures: (after, minQuality, limit) => pictures.all(after, minQuality, limit),
    withMd5: md5 => withMd5.all(md5).map(row => row.sha256),
  }
}
