import type Database from 'better-sqlite3'
import type { IntakeFile } from '../../contract/api.ts'
import type { z } from 'zod'

export type IntakeFileRow = z.infer<typeof IntakeFile>

export interface IntakeRecord {
  id: string
  reportId: string
  reference: string
  /** The item to which captures are attached; null for a report of its own. */
  itemId: string | null
  state: 'receiving' | 'unpacking' | 'done' | 'cancelled'
  personId: string
  startedAt: string
}

/** The intakes and what came of each file. Call the writing ones inside a transaction. */
export interface IntakeStore {
  add(intake: IntakeRecord): void
  intake(id: string): IntakeRecord | null
  setState(id: string, state: IntakeRecord['state']): void
  /** Left under way by a process that ended, and cancelled ones whose rows are not all gone. */
  unfinished(): IntakeRecord[]
  addFile(intakeId: string, file: IntakeFileRow): void
  files(intakeId: string): IntakeFileRow[]
  /** The item that holds these bytes in this intake already, or null. */
  repeated(intakeId: string, sha256: string): { itemId: string | null } | null
  totals(intakeId: string): { files: number; bytes: number; new: number; known: number; repeated: number; refused: number }
  /** Media of this intake that no other item holds. */
  onlyHere(intakeId: string): string[]
  markNotHere(sha256s: readonly string[]): void
  /** Removes rows of a cancelled intake, some at a time. @returns false when none are left */
  removeSome(intake: IntakeRecord, limit: number): boolean
}

type Row = { id: string; report_id: string; reference: string; item_id: string | null; state: IntakeRecord['state']; person_id: string; started_at: string }
type FileRow = { path: string; status: IntakeFileRow['status']; sha256: string | null; bytes: number; item_id: string | null; code: string | null }

export function createIntakeStore(db: Database.Database): IntakeStore {
  const add = db.prepare(
    `insert into intake (id, report_id, reference, item_id, state, person_id, started_at)
     values (:id, :reportId, :reference, :itemId, :state, :personId, :startedAt)`,
  )
  const one = db.prepare<[string], Row>('select * from intake where id = ?')
  const setState = db.prepare('update intake set state = ? where id = ?')
  const unfinished = db.prepare<[], Row>(
    `select * from intake where state in ('receiving', 'unpacking')
       or (state = 'cancelled' and (exists (select 1 from intake_file where intake_id = intake.id)
         or (item_id is null and exists (select 1 from report where id = intake.report_id))))
     order by started_at, id`,
  )
  const addFile = db.prepare(
    `insert into intake_file (intake_id, position, path, status, sha256, bytes, item_id, code)
     values (:intakeId, (select coalesce(max(position), 0) + 1 from intake_file where intake_id = :intakeId), :path, :status, :sha256, :bytes, :itemId, :code)`,
  )
  const files = db.prepare<[string], FileRow>('select path, status, sha256, bytes, item_id, code from intake_file where intake_id = ? order by position')
  const repeated = db.prepare<[string, string], { itemId: string | null }>(
    `select item_id as itemId from intake_file where sha256 = ? and intake_id = ? and status in ('new', 'known') limit 1`,
  )
  const totals = db.prepare<[string], { status: IntakeFileRow['status']; n: number; bytes: number }>(
    'select status, count(*) as n, sum(bytes) as bytes from intake_file where intake_id = ? group by status',
  )
  const onlyHere = db.prepare<[string], { sha256: string }>(
    `select distinct f.sha256 from intake_file f where f.intake_id = ? and f.status in ('new', 'known') and not exists (
       select 1 from item_media im where im.sha256 = f.sha256 and im.item_id not in
         (select own.item_id from intake_file own where own.intake_id = f.intake_id and own.sha256 = f.sha256 and own.item_id is not null))`,
  )
  const notHere = db.prepare('update media set here = 0 where sha256 = ?')

  return {
    add: (intake) => void add.run(intake),
    intake(id) {
      const row = one.get(id)
      return row === undefined ? null : asIntake(row)
    },
    setState: (id, state) => void setState.run(state, id),
    unfinished: () => unfinished.all().map(asIntake),
    addFile: (intakeId, file) => void addFile.run({ intakeId, ...file }),
    files: (intakeId) => files.all(intakeId).map(({ item_id, ...file }) => ({ ...file, itemId: item_id })),
    repeated: (intakeId, sha256) => repeated.get(sha256, intakeId) ?? null,
    totals: (intakeId) => sumUp(totals.all(intakeId)),
    onlyHere: (intakeId) => onlyHere.all(intakeId).map((row) => row.sha256),
    markNotHere: (sha256s) => sha256s.forEach((sha256) => notHere.run(sha256)),
    removeSome: createRemoval(db),
  }
}

/** Rows of the intake's files, with what each brought; at the end the items that had no file, and the report. */
function createRemoval(db: Database.Database): IntakeStore['removeSome'] {
  const some = db.prepare<[string, number], { position: number; sha256: string | null; item_id: string | null; status: string }>(
    'select position, sha256, item_id, status from intake_file where intake_id = ? order by position desc limit ?',
  )
  const detach = db.prepare('delete from item_media where item_id = ? and sha256 = ?')
  const removeMedia = db.prepare('delete from media where sha256 = ? and not exists (select 1 from item_media where sha256 = media.sha256)')
  const removeItem = db.prepare('delete from item where id = ? and taken_in = 0 and not exists (select 1 from item_media where item_id = item.id)')
  const removeFile = db.prepare('delete from intake_file where intake_id = ? and position = ?')
  const removeItems = db.prepare('delete from item where report_id = ? and taken_in = 0')
  const removeReport = db.prepare('delete from report where id = ? and not exists (select 1 from item where report_id = report.id)')

  return (intake, limit) => {
    const rows = some.all(intake.id, limit)
    for (const row of rows) {
      if (row.sha256 !== null && row.item_id !== null && row.status !== 'repeated') {
        detach.run(row.item_id, row.sha256)
        removeMedia.run(row.sha256)
        if (intake.itemId === null) removeItem.run(row.item_id)
      }
      removeFile.run(intake.id, row.position)
    }
    if (rows.length === limit) return true
    if (intake.itemId === null) {
      removeItems.run(intake.reportId)
      removeReport.run(intake.reportId)
    }
    return false
  }
}

function sumUp(rows: readonly { status: IntakeFileRow['status']; n: number; bytes: number }[]): ReturnType<IntakeStore['totals']> {
  const sums = { files: 0, bytes: 0, new: 0, known: 0, repeated: 0, refused: 0 }
  for (const row of rows) {
    sums.files += row.n
    sums.bytes += row.bytes
    sums[row.status] += row.n
  }
  return sums
}

function asIntake(row: Row): IntakeRecord {
  return {
    id: row.id,
    reportId: row.report_id,
    reference: row.reference,
    itemId: row.item_id,
    state: row.state,
    personId: row.person_id,
    startedAt: row.started_at,
  }
}
