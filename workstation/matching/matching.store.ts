import type Database from 'better-sqlite3'
import type { VideoMatch } from '../../contract/match.ts'
import type { ViewId } from '../../contract/views.ts'
import type { Algorithm, Certainty, MatchKind, Symmetry } from '../../contract/words.ts'

/** A match as it is kept: which entry, how near, where. What explains it stands in the list. */
export interface MatchRow {
  id: string
  sha256: string
  entryId: number
  listId: string
  kind: MatchKind
  certainty: Certainty
  algorithm: Algorithm
  distance: number
  quality: number | null
  /** Of the media, and of the entry; null of an exact match. */
  view: ViewId | null
  entryView: ViewId | null
  frameSeconds: number | null
  video: VideoMatch | null
  foundAt: string
}

export interface LookAlikeRow {
  other: string
  distance: number
  /** What must be done to the picture asked about for it to look like the other. */
  transform: Symmetry
}

/** A match and the entry that it leans on. */
export type Leaning = Pick<MatchRow, 'id' | 'sha256' | 'entryId' | 'listId'>

type Stored = Omit<MatchRow, 'video'> & { video: string | null }

const MATCH = `id, sha256, entry_id as entryId, list_id as listId, kind, certainty, algorithm, distance, quality, view, entry_view as entryView,
  frame_seconds as frameSeconds, video, found_at as foundAt`
const LEANING = `id, sha256, entry_id as entryId, list_id as listId`

export type MatchStore = ReturnType<typeof createMatchStore>

export function createMatchStore(db: Database.Database) {
  const sql = statements(db)
  return {
    ofMedia: (sha256: string): MatchRow[] => sql.ofMedia.all(sha256).map(row => ({ ...row, video: row.video === null ? null : JSON.parse(row.video) })),
    insert: (row: MatchRow) => void sql.insert.run({ ...row, video: row.video === null ? null : JSON.stringify(row.video) }),
    remove: (id: string) => void sql.remove.run(id),
    /** Some matches of a list, in order of their media and id, after one. */
    pageOfList: (listId: string, after: Pick<Leaning, 'sha256' | 'id'>, limit: number): Leaning[] => sql.pageOfList.all(listId, after.sha256, after.id, limit),
    mediaOfList: (listId: string): string[] => sql.mediaOfList.all(listId).map(row => row.sha256),
    countOfList: (listId: string): number => sql.countOfList.get(listId)?.media ?? 0,
    /** Matches in order of their id, after one. */
    page: (afterId: string, limit: number): Leaning[] => sql.page.all(afterId, limit),
    lookAlikes: (sha256: string): LookAlikeRow[] => sql.lookAlikes.all(sha256),
    forgetLookAlikes: (sha256: string) => void sql.forgetLookAlikes.run({ sha256 }),
    putLookAlike: (sha256: string, row: LookAlikeRow) => void sql.putLookAlike.run({ sha256, ...row }),
    pending: (): string[] => sql.pending.all().map(row => row.sha256),
    setPending: (sha256: string) => void sql.setPending.run(sha256),
    clearPending: (sha256: string) => void sql.clearPending.run(sha256),
  }
}

function statements(db: Database.Database) {
  return {
    ofMedia: db.prepare<[string], Stored>(`select ${MATCH} from match where sha256 = ?`),
    insert: db.prepare(`insert into match (id, sha256, entry_id, list_id, kind, certainty, algorithm, distance, quality, view, entry_view, frame_seconds, video, found_at)
      values (@id, @sha256, @entryId, @listId, @kind, @certainty, @algorithm, @distance, @quality, @view, @entryView, @frameSeconds, @video, @foundAt)`),
    remove: db.prepare(`delete from match where id = ?`),
    pageOfList: db.prepare<[string, string, string, number], Leaning>(
      `select ${LEANING} from match where list_id = ? and (sha256, id) > (?, ?) order by sha256, id limit ?`,
    ),
    mediaOfList: db.prepare<[string], { sha256: string }>(`select distinct sha256 from match where list_id = ?`),
    countOfList: db.prepare<[string], { media: number }>(`select count(distinct sha256) as media from match where list_id = ?`),
    page: db.prepare<[string, number], Leaning>(`select ${LEANING} from match where id > ? order by id limit ?`),
    lookAlikes: db.prepare<[string], LookAlikeRow>(`select other, distance, transform from look_alike where sha256 = ? order by distance, other`),
    forgetLookAlikes: db.prepare(`delete from look_alike where sha256 = @sha256`),
    putLookAlike: db.prepare(`insert into look_alike (sha256, other, distance, transform) values (@sha256, @other, @distance, @transform)
      on conflict do update set distance = excluded.distance, transform = excluded.transform`),
    pending: db.prepare<[], { sha256: string }>(`select sha256 from match_pending order by sha256`),
    setPending: db.prepare(`insert into match_pending (sha256) values (?) on conflict do nothing`),
    clearPending: db.prepare(`delete from match_pending where sha256 = ?`),
  }
}
