import type Database from 'better-sqlite3'
import type { ListRejection, ListTerms } from '../../contract/match.ts'
import type { Algorithm, ListFormat, Trust } from '../../contract/words.ts'

/** A list as its row stands; what the page sees of it is made in hashlists.ts. */
export interface ListRow {
  id: string
  name: string
  origin: string
  trust: Trust
  meaning: Record<string, string>
  format: ListFormat
  version: string
  importedAt: string
  state: 'importing' | 'ready' | 'failed' | 'cancelled'
  failure: string | null
  terms: ListTerms
  /** A file is being imported into it while it is ready. */
  updating: boolean
  /** Names its file; null where it has none. */
  revision: string | null
  entries: number
  counts: Partial<Record<Algorithm, number>>
  repeated: number
  rejected: number
}

/** What an import that ended says of its list. */
export type ListFinish = Pick<ListRow, 'id' | 'version' | 'importedAt' | 'revision' | 'entries' | 'counts' | 'repeated' | 'rejected'>

const LIST = `id, name, origin, trust, meaning, format, version, imported_at as importedAt, state, failure, revision, entries, counts, repeated, rejected,
  expires_at as expiresAt, may_share as mayShare, updating`

export type HashListStore = ReturnType<typeof createHashListStore>

/** The tables hash_list and hash_rejection. */
export function createHashListStore(db: Database.Database) {
  const sql = statements(db)
  return {
    insert: (list: ListRow) => void sql.insert.run(asStored(list)),
    list: (id: string) => asList(sql.list.get(id)),
    lists: () => sql.lists.all().flatMap(row => asList(row) ?? []),
    setState: (id: string, state: ListRow['state'], failure: string | null) => void sql.setState.run(state, failure, id),
    /** Of a list that is ready: whether a file is being imported into it, and why the last one came to nothing. */
    setUpdating: (id: string, updating: boolean, failure: string | null) => void sql.setUpdating.run(Number(updating), failure, id),
    setRejected: (id: string, rejected: number) => void sql.setRejected.run(rejected, id),
    finish: (finish: ListFinish) => void sql.finish.run({ ...finish, counts: JSON.stringify(finish.counts) }),
    setTerms: (id: string, { expiresAt, mayShare }: ListTerms) => void sql.setTerms.run(expiresAt, Number(mayShare), id),
    remove: (id: string) => void sql.remove.run(id),
    reject: (id: string, position: number, { line, code, excerpt }: ListRejection) => void sql.reject.run(id, position, line, code, excerpt),
    rejections: (id: string, offset: number, limit: number): ListRejection[] => sql.rejections.all(id, limit, offset),
    keptRejections: (id: string): number => sql.keptRejections.get(id)?.n ?? 0,
    /** The place of the next row set aside. */
    nextRejection: (id: string): number => sql.nextRejection.get(id)?.n ?? 0,
    removeRejectionsBefore: (id: string, position: number) => void sql.removeRejectionsBefore.run(id, position),
    /** How many went. */
    removeSomeRejections: (id: string, most: number) => sql.removeRejections.run(id, most).changes,
  }
}

function statements(db: Database.Database) {
  return {
    insert: db.prepare(`insert into hash_list (id, name, origin, trust, meaning, format, version, imported_at, state, failure, revision, entries, counts, repeated, rejected,
      expires_at, may_share, updating) values (@id, @name, @origin, @trust, @meaning, @format, @version, @importedAt, @state, @failure, @revision, @entries, @counts, @repeated, @rejected,
      @expiresAt, @mayShare, @updating)`),
    list: db.prepare<[string], StoredList>(`select ${LIST} from hash_list where id = ?`),
    lists: db.prepare<[], StoredList>(`select ${LIST} from hash_list order by imported_at desc, id desc`),
    setState: db.prepare(`update hash_list set state = ?, failure = ? where id = ?`),
    setUpdating: db.prepare(`update hash_list set updating = ?, failure = ? where id = ?`),
    setRejected: db.prepare(`update hash_list set rejected = ? where id = ?`),
    finish: db.prepare(`update hash_list set state = 'ready', failure = null, updating = 0, version = @version, imported_at = @importedAt, revision = @revision,
      entries = @entries, counts = @counts, repeated = @repeated, rejected = @rejected where id = @id`),
    setTerms: db.prepare(`update hash_list set expires_at = ?, may_share = ? where id = ?`),
    remove: db.prepare(`delete from hash_list where id = ?`),
    reject: db.prepare(`insert into hash_rejection (list_id, position, line, code, excerpt) values (?, ?, ?, ?, ?)`),
    rejections: db.prepare<[string, number, number], ListRejection>(
      `select line, code, excerpt from hash_rejection where list_id = ? order by position limit ? offset ?`,
    ),
    keptRejections: db.prepare<[string], { n: number }>(`select count(*) as n from hash_rejection where list_id = ?`),
    nextRejection: db.prepare<[string], { n: number }>(`select coalesce(max(position) + 1, 0) as n from hash_rejection where list_id = ?`),
    removeRejectionsBefore: db.prepare(`delete from hash_rejection where list_id = ? and position < ?`),
    removeRejections: db.prepare(
      `delete from hash_rejection where (list_id, position) in (select list_id, position from hash_rejection where list_id = ? limit ?)`,
    ),
  }
}

type StoredList = Omit<ListRow, 'meaning' | 'counts' | 'terms' | 'updating'> & {
  meaning: string
  counts: string
  expiresAt: string | null
  mayShare: number
  updating: number
}

function asStored(list: ListRow): StoredList {
  const { terms, meaning, counts, updating, ...rest } = list
  const stored = { meaning: JSON.stringify(meaning), counts: JSON.stringify(counts), expiresAt: terms.expiresAt }
  return { ...rest, ...stored, mayShare: Number(terms.mayShare), updating: Number(updating) }
}

function asList(row: StoredList | undefined): ListRow | null {
  if (row === undefined) return null
  const { expiresAt, mayShare, meaning, counts, updating, ...rest } = row
  return { ...rest, meaning: JSON.parse(meaning), counts: JSON.parse(counts), terms: { expiresAt, mayShare: mayShare === 1 }, updating: updating === 1 }
}
