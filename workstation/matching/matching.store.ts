import type Database from 'better-sqlite3'
import type { Algorithm, MatchKind, Symmetry } from '../../contract/words.ts'

/** A match as it is kept: which entry, how near, where. What explains it stands in the list. */
export interface MatchRow {
  id: string
  sha256: string
  entryId: number
  listId: string
  kind: MatchKind
  algorithm: Algorithm
  distance: number
  quality: number | null
  transform: Symmetry | null
  frameSeconds: number | null
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

/** Stands for all media in `match_pending`. */
export const ALL_MEDIA = '*'

const MATCH = `id, sha256, entry_id as entryId, list_id as listId, kind, algorithm, distance, quality, transform, frame_seconds as frameSeconds, found_at as foundAt`

export type MatchStore = ReturnType<typeof createMatchStore>

export function createMatchStore(db: Database.Database) {
  const sql = statements(db)
  return {
    ofMedia: (sha256: string): MatchRow[] => sql.ofMedia.all(sha256),
    insert: (row: MatchRow) => void sql.insert.run(row),
    remove: (id: string) => void sql.remove.run(id),
    /** Removes some matches of a list; the media they were of. */
    removeSomeOfList: (listId: string, most: number): string[] => sql.removeOfList.all(listId, most).map(row => row.sha256),
    mediaOfList: (listId: string): string[] => sql.mediaOfList.all(listId).map(row => row.sha256),
    countOfList: (listId: string): number => sql.countOfList.get(listId)?.media ?? 0,
    /** Entries that matches lean on, in order of the match's id. */
    page: (afterId: string, limit: number): Leaning[] => sql.page.all(afterId, limit),
    lookAlikes: (sha256: string): LookAlikeRow[] => sql.lookAlikes.all(sha256),
    forgetLookAlikes: (sha256: string) => void sql.forgetLookAlikes.run({ sha256 }),
    putLookAlike: (sha256: string, row: LookAlikeRow) => void sql.putLookAlike.run({ sha256, ...row }),
    pending: (): string[] => sql.pending.all().map(row => row.sha256),
    isPending: (sha256: string): boolean => sql.isPending.get(sha256) !== undefined,
    setPending: (sha256: string) => void sql.setPending.run(sha256),
    clearPending: (sha256: string) => void sql.clearPending.run(sha256),
  }
}

function statements(db: Database.Database) {
  return {
    ofMedia: db.prepare<[string], MatchRow>(`select ${MATCH} from match where sha256 = ?`),
    insert: db.prepare(`insert into match (id, sha256, entry_id, list_id, kind, algorithm, distance, quality, transform, frame_seconds, found_at)
      values (@id, @sha256, @entryId, @listId, @kind, @algorithm, @distance, @quality, @transform, @frameSeconds, @foundAt)`),
    remove: db.prepare(`delete from match where id = ?`),
    removeOfList: db.prepare<[string, number], { sha256: string }>(
      `delete from match where id in (select id from match where list_id = ? limit ?) returning sha256`,
    ),
    mediaOfList: db.prepare<[string], { sha256: string }>(`select distinct sha256 from match where list_id = ?`),
    countOfList: db.prepare<[string], { media: number }>(`select count(distinct sha256) as media from match where list_id = ?`),
    page: db.prepare<[string, number], Leaning>(
      `select id, sha256, entry_id as entryId, list_id as listId from match where id > ? order by id limit ?`,
    ),
    lookAlikes: db.prepare<[string], LookAlikeRow>(`select other, distance, transform from look_alike where sha256 = ? order by distance, other`),
    forgetLookAlikes: db.prepare(`delete from look_alike where sha256 = @sha256`),
    putLookAlike: db.prepare(`insert into look_alike (sha256, other, distance, transform) values (@sha256, @other, @distance, @transform)
      on conflict do update set distance = excluded.distance, transform = excluded.transform`),
    pending: db.prepare<[], { sha256: string }>(`select sha256 from match_pending order by sha256`),
    isPending: db.prepare<[string], { sha256: string }>(`select sha256 from match_pending where sha256 = ?`),
    setPending: db.prepare(`insert into match_pending (sha256) values (?) on conflict do nothing`),
    clearPending: db.prepare(`delete from match_pending where sha256 = ?`),
  }
}
