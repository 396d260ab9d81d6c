import type Database from 'better-sqlite3'
import type { FrameFingerprint } from '../../contract/analyzer.ts'
import type { Algorithm } from '../../contract/words.ts'
import { MIN_QUALITY } from '../matching/nearness.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { openDatabase } from '../store/open-database.ts'
import { algorithmOf, bytesOfValue, codeOf, valueOfBytes } from './algorithm-codes.ts'

/** An entry of a list, as matching and exports read it. */
export interface EntryRow {
  listId: string
  /** 32 bits, unsigned; stays the same over all revisions of the list. */
  id: number
  algorithm: Algorithm
  value: string
  classification: string
  sourceReference: string
  added: string | null
  expires: string | null
  /** Of a video by vPDQ. */
  frames?: FrameFingerprint[]
}

/** An open file of a list, for reading. */
export interface ListFile {
  /** Null where there is none, or it has expired. */
  exact(algorithm: Algorithm, value: string, now: string): EntryRow | null
  entry(id: number, now: string): EntryRow | null
  /** Some entries after this id, expired ones too, in order. */
  entriesAfter(id: number): EntryRow[]
  close(): void
}

interface StoredEntry {
  id: number
  algorithm: number
  value: Uint8Array
  classification: string
  reference: string
  added: number | null
  expires: number | null
}

/** Pages kept at hand of each open list, in KiB. */
const CACHE_KIB = 1024
const PAGE = 1000
const SELECT = `select e.id, e.algorithm, e.value, c.name as classification, e.reference, e.added, e.expires
  from entry e join classification c on c.id = e.classification`
const COUNTS = `(e.expires is null or e.expires > ?)`

/** @throws AppError profile.damaged */
export function openListFile(listId: string, access: DatabaseAccess): ListFile {
  const db = openForReading(access)
  const exact = db.prepare<[number, Buffer, number], StoredEntry>(
    `${SELECT} where e.id = (select id from by_value where algorithm = ? and value = ?) and ${COUNTS}`,
  )
  const entry = db.prepare<[number, number], StoredEntry>(`${SELECT} where e.id = ? and ${COUNTS}`)
  const after = db.prepare<[number, number], StoredEntry>(`${SELECT} where e.id > ? order by e.id limit ?`)
  const frames = db.prepare<[number], Omit<FrameFingerprint, 'pdq'> & { pdq: Uint8Array }>('select frame, seconds, quality, pdq from frame where entry = ? order by frame')
  const framesOf = (id: number) => frames.all(id).map(it => ({ ...it, pdq: valueOfBytes('pdq', it.pdq) }))
  const withFrames = (row: EntryRow): EntryRow => (row.algorithm === 'vpdq' ? { ...row, frames: framesOf(row.id) } : row)
  const whole = (row: StoredEntry) => withFrames({ listId, ...asEntry(row) })
  const shown = (row: StoredEntry | undefined): EntryRow | null => (row === undefined ? null : whole(row))
  return {
    exact: (algorithm, value, now) => shown(exact.get(codeOf(algorithm), bytesOfValue(algorithm, value), Date.parse(now))),
    entry: (id, now) => shown(entry.get(id, Date.parse(now))),
    entriesAfter: id => after.all(id, PAGE).map(whole),
    close: () => void db.close(),
  }
}

function openForReading(access: DatabaseAccess): Database.Database {
  const db = openDatabase(access, { readonly: true })
  db.pragma(`cache_size = -${CACHE_KIB}`)
  return db
}

function asEntry({ algorithm: code, value, reference, added, expires, ...rest }: StoredEntry): Omit<EntryRow, 'listId'> {
  const algorithm = algorithmOf(code)
  return { ...rest, algorithm, value: valueOfBytes(algorithm, value), sourceReference: reference, added: timeOf(added), expires: timeOf(expires) }
}

function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}

/** The perceptual hashes of a list, flat: `hashes` holds 32 bytes for each of `ids`. */
export interface PdqEntries {
  ids: Uint32Array<ArrayBuffer>
  hashes: Uint8Array<ArrayBuffer>
  /** Which view of its entry each hash is, by its number; without it, all are of the entry as it is. */
  views?: Uint8Array | undefined
}

const PDQ_BYTES = 32

const PDQ_HASHES = `select id, value from by_value where algorithm = @pdq union all select entry as id, pdq as value from frame where quality >= @quality`

/** All PDQ entries, expired ones too, and the frames worth matching by of all videos. Takes a second a million: for a thread. */
export function readPdqEntries(access: DatabaseAccess): PdqEntries {
  const db = openForReading(access)
  try {
    const which = { pdq: codeOf('pdq'), quality: MIN_QUALITY }
    const size = db.prepare<[typeof which], { n: number }>(`select count(*) as n from (${PDQ_HASHES})`).get(which)?.n ?? 0
    const entries = { ids: new Uint32Array(size), hashes: new Uint8Array(size * PDQ_BYTES) }
    let at = 0
    for (const { id, value } of db.prepare<[typeof which], { id: number; value: Uint8Array }>(PDQ_HASHES).iterate(which)) {
      entries.ids[at] = id
      entries.hashes.set(value, PDQ_BYTES * at++)
    }
    return entries
  } finally {
    db.close()
  }
}
