import type Database from 'better-sqlite3'
import type { Analysis, Derivative } from '../../contract/analyzer.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { MediaKind, MediaState } from '../../contract/words.ts'
import type { z } from 'zod'
import { packViews } from '../../native/index.ts'

/** What is known of a media from its analysis. */
export interface AnalysisFacts {
  readonly sha256: string
  readonly state: z.infer<typeof MediaState>
  readonly kind: z.infer<typeof MediaKind> | null
  readonly contentType: string | null
  readonly width: number | null
  readonly height: number | null
  readonly durationSeconds: number | null
  readonly hasSound: boolean | null
  readonly damaged: boolean
  readonly failure: string | null
  readonly md5: string | null
  readonly sha1: string | null
  readonly pdq: string | null
  readonly quality: number | null
}

export type CoveredKind = Derivative['kind']
export interface Covered {
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
  readonly seconds: number[] | null
}

type Frame = Analysis['frames'][number]

/** Call the writing ones inside a transaction. */
export interface AnalysisStore {
  /** Waits for its analysis, if its bytes are here and it has none. */
  enqueue(sha256: string): void
  /** The next that waits: those never tried before those tried once. Counts the attempt. */
  begin(): { sha256: string; bytes: number; attempts: number } | null
  waiting(): number
  /** Back to those that wait; the attempt counts unless it was our own doing. */
  putBack(sha256: string, countAttempt: boolean): void
  /** Those that a stop left under way. */
  resume(): void
  retry(sha256: string): boolean
  hashes(sha256: string, hashes: { md5: string; sha1: string }): void
  fail(sha256: string, code: ErrorCode, at: string): void
  clear(sha256: string): void
  addFrames(sha256: string, frames: readonly Frame[]): void
  /** Facts and derivatives; the state is `failed` where the analysis tells a failure. */
  finish(sha256: string, analysis: Analysis, at: string): void
  facts(sha256: string): AnalysisFacts | null
  covered(sha256: string, kind: CoveredKind): Covered | null
  /** The same without its bytes. */
  coveredFacts(sha256: string, kind: CoveredKind): Omit<Covered, 'bytes'> | null
  /** SHA-256s of the media with this MD5. */
  withMd5(md5: string): string[]
  media(sha256: string): { bytes: number; here: boolean } | null
}

type FactsRow = Omit<AnalysisFacts, 'hasSound' | 'damaged'> & { hasSound: number | null; damaged: number }
type CoveredRow = { contentType: string; width: number; height: number; bytes: Uint8Array; seconds: string | null }

const NEXT = `select a.sha256, m.bytes, a.attempts + 1 as attempts from analysis a join media m on m.sha256 = a.sha256 where a.state = 'pending'`

export function createAnalysisStore(db: Database.Database): AnalysisStore {
  const enqueue = db.prepare(`insert into analysis (sha256, state) select sha256, 'pending' from media where sha256 = ? and here = 1 on conflict do nothing`)
  const next = [
    db.prepare<[], { sha256: string; bytes: number; attempts: number }>(`${NEXT} and a.attempts = 0 order by a.rowid limit 1`),
    db.prepare<[], { sha256: string; bytes: number; attempts: number }>(`${NEXT} order by a.rowid limit 1`),
  ]
  const begin = db.prepare(`update analysis set state = 'analysing', attempts = attempts + 1 where sha256 = ?`)
  const waiting = db.prepare<[], { n: number }>(`select count(*) as n from analysis where state = 'pending'`)
  const putBack = db.prepare(`update analysis set state = 'pending', attempts = max(0, attempts - ?) where sha256 = ? and state = 'analysing'`)
  const resume = db.prepare(`update analysis set state = 'pending', attempts = min(attempts, 1) where state = 'analysing'`)
  const retry = db.prepare(`update analysis set state = 'pending', attempts = 0, failure = null where sha256 = ? and state = 'failed'`)
  const hashes = db.prepare('update analysis set md5 = ?, sha1 = ? where sha256 = ?')
  const fail = db.prepare(`update analysis set state = 'failed', failure = ?, analysed_at = ? where sha256 = ?`)
  const media = db.prepare<[string], { bytes: number; here: number }>('select bytes, here from media where sha256 = ?')
  const clearing = ['frame', 'derivative', 'rendition'].map((table) => db.prepare(`delete from ${table} where sha256 = ?`))
  const frame = db.prepare('insert into frame (sha256, frame, seconds, pdq, quality) values (:sha256, :frame, :seconds, :pdq, :quality)')

  return {
    enqueue: (sha256) => void enqueue.run(sha256),
    begin() {
      const row = next[0]?.get() ?? next[1]?.get()
      if (row === undefined) return null
      begin.run(row.sha256)
      return row
    },
    waiting: () => waiting.get()?.n ?? 0,
    putBack: (sha256, countAttempt) => void putBack.run(countAttempt ? 0 : 1, sha256),
    resume: () => void resume.run(),
    retry: (sha256) => retry.run(sha256).changes > 0,
    hashes: (sha256, { md5, sha1 }) => void hashes.run(md5, sha1, sha256),
    fail: (sha256, code, at) => void fail.run(code, at, sha256),
    clear: (sha256) => clearing.forEach((each) => each.run(sha256)),
    addFrames: (sha256, frames) => frames.forEach((each) => frame.run({ sha256, ...each })),
    media(sha256) {
      const row = media.get(sha256)
      return row === undefined ? null : { bytes: row.bytes, here: row.here === 1 }
    },
    ...createFactsWriter(db),
    ...createFactsReader(db),
  }
}

function createFactsWriter(db: Database.Database): Pick<AnalysisStore, 'finish'> {
  const finish = db.prepare(
    `update analysis set state = :state, kind = :kind, content_type = :contentType, width = :width, height = :height,
       duration_seconds = :durationSeconds, has_sound = :hasSound, damaged = :damaged, failure = :failure, pdq = :pdq, quality = :quality,
       views = :views, analysed_at = :at where sha256 = :sha256`,
  )
  const derivative = db.prepare(
    `insert into derivative (sha256, kind, content_type, width, height, bytes, seconds)
     values (:sha256, :kind, :contentType, :width, :height, :bytes, :seconds)`,
  )
  return {
    finish(sha256, { fingerprint, views, frames: _frames, derivatives, hasSound, damaged, ...facts }, at) {
      finish.run({
        ...facts,
        sha256,
        at,
        state: facts.failure === null ? 'ready' : 'failed',
        hasSound: hasSound === null ? null : Number(hasSound),
        damaged: Number(damaged),
        pdq: fingerprint?.pdq ?? null,
        quality: fingerprint?.quality ?? null,
        views: views.length === 0 ? null : packViews(views),
      })
      for (const { seconds, ...each } of derivatives) {
        derivative.run({ sha256, ...each, seconds: seconds === undefined ? null : JSON.stringify(seconds) })
      }
    },
  }
}

function createFactsReader(db: Database.Database): Pick<AnalysisStore, 'facts' | 'covered' | 'coveredFacts' | 'withMd5'> {
  const facts = db.prepare<[string], FactsRow>(
    `select sha256, state, kind, content_type as contentType, width, height, duration_seconds as durationSeconds, has_sound as hasSound,
       damaged, failure, md5, sha1, pdq, quality from analysis where sha256 = ?`,
  )
  const columns = 'content_type as contentType, width, height, seconds'
  const covered = db.prepare<[string, string], CoveredRow>(`select ${columns}, bytes from derivative where sha256 = ? and kind = ?`)
  const coveredFacts = db.prepare<[string, string], Omit<CoveredRow, 'bytes'>>(`select ${columns} from derivative where sha256 = ? and kind = ?`)
  const withMd5 = db.prepare<[string], { sha256: string }>('select sha256 from analysis where md5 = ?')
  return {
    withMd5: (md5) => withMd5.all(md5).map(({ sha256 }) => sha256),
    facts(sha256) {
      const row = facts.get(sha256)
      if (row === undefined) return null
      const { hasSound, damaged, ...rest } = row
      return {
        ...rest,
        hasSound: hasSound === null ? null : hasSound === 1,
        damaged: damaged === 1,
      }
    },
    covered(sha256, kind) {
      const row = covered.get(sha256, kind)
      return row === undefined ? null : { ...row, seconds: secondsOf(row) }
    },
    coveredFacts(sha256, kind) {
      const row = coveredFacts.get(sha256, kind)
      return row === undefined ? null : { ...row, seconds: secondsOf(row) }
    },
  }
}

function secondsOf(row: { seconds: string | null }): number[] | null {
  return row.seconds === null ? null : JSON.parse(row.seconds)
}
