import type Database from 'better-sqlite3'
import type { ListRejection } from '../../contract/match.ts'
import type { Algorithm, Trust } from '../../contract/words.ts'
import type { ListFormat } from './read-list.ts'

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
  entries: number
  rejected: number
}

export interface EntryRow {
  id: number
  listId: string
  algorithm: Algorithm
  value: string
  classification: string
  sourceReference: string
}

/** Where a reading of entries in order of value stands. */
export interface ValueCursor {
  value: string
  id: number
}

export const FIRST_CURSOR: ValueCursor = { value: '', id: 0 }

const LIST = `id, name, origin, trust, meaning, format, version, imported_at as importedAt, state, failure, entries, rejected`
const ENTRY = `e.id, e.list_id as listId, e.algorithm, e.value, e.classification, e.source_reference as sourceReference`

export type HashListStore = ReturnType<typeof createHashListStore>

/** The tables hash_list, hash_entry and hash_rejection, for the main thread. */
export function createHashListStore(db: Database.Database) {
  const sql = statements(db)
  return {
    insert: (list: ListRow) => void sql.insert.run({ ...list, meaning: JSON.stringify(list.meaning) }),
    list: (id: string) => asList(sql.list.get(id)),
    lists: () => sql.lists.all().flatMap(row => asList(row) ?? []),
    importing: () => sql.importing.all().map(row => row.id),
    setState: (id: string, state: ListRow['state'], failure: string | null) => void sql.setState.run(state, failure, id),
    finish: (id: string, version: string, importedAt: string) => void sql.finish.run(version, importedAt, id),
    /** Each removes some; how many went. */
    removeSomeEntries: (id: string, most: number) => sql.removeEntries.run(id, most).changes,
    removeSomeRejections: (id: string, most: number) => sql.removeRejections.run(id, most).changes,
    setNoEntries: (id: string) => void sql.setNoEntries.run(id),
    remove: (id: string) => void sql.remove.run(id),
    rejections: (id: string, offset: number, limit: number): ListRejection[] => sql.rejections.all(id, limit, offset),
    /** Entries of ready lists that have not expired. */
    exact: (algorithm: Algorithm, value: string, now: string): EntryRow[] => sql.exact.all(algorithm, value, now),
    entry: (id: number, now: string): EntryRow | null => sql.entry.get(id, now) ?? null,
    pdqPage: (after: ValueCursor, limit: number): (ValueCursor & { listId: string })[] => sql.pdqPage.all(after.value, after.id, limit),
    pdqPageOfList: (listId: string, after: ValueCursor, limit: number): ValueCursor[] => sql.pdqPageOfList.all(listId, after.value, limit),
  }
}

function statements(db: Database.Database) {
  return {
    insert: db.prepare(`insert into hash_list (id, name, origin, trust, meaning, format, version, imported_at, state, failure, entries, rejected)
      values (@id, @name, @origin, @trust, @meaning, @format, @version, @importedAt, @state, @failure, @entries, @rejected)`),
    list: db.prepare<[string], StoredList>(`select ${LIST} from hash_list where id = ?`),
    lists: db.prepare<[], StoredList>(`select ${LIST} from hash_list order by imported_at desc, id desc`),
    importing: db.prepare<[], { id: string }>(`select id from hash_list where state = 'importing'`),
    setState: db.prepare(`update hash_list set state = ?, failure = ? where id = ?`),
    finish: db.prepare(`update hash_list set state = 'ready', failure = null, version = ?, imported_at = ? where id = ?`),
    removeEntries: db.prepare(`delete from hash_entry where id in (select id from hash_entry where list_id = ? limit ?)`),
    removeRejections: db.prepare(`delete from hash_rejection where (list_id, line) in (select list_id, line from hash_rejection where list_id = ? limit ?)`),
    setNoEntries: db.prepare(`update hash_list set entries = 0 where id = ?`),
    remove: db.prepare(`delete from hash_list where id = ?`),
    rejections: db.prepare<[string, number, number], ListRejection>(`select line, code, excerpt from hash_rejection where list_id = ? order by line limit ? offset ?`),
    exact: db.prepare<[string, string, string], EntryRow>(`select ${ENTRY} from hash_entry e join hash_list l on l.id = e.list_id
      where e.algorithm = ? and e.value = ? and (e.expires is null or e.expires > ?) and l.state = 'ready' order by e.id`),
    entry: db.prepare<[number, string], EntryRow>(`select ${ENTRY} from hash_entry e join hash_list l on l.id = e.list_id
      where e.id = ? and (e.expires is null or e.expires > ?) and l.state = 'ready'`),
    pdqPage: db.prepare<[string, number, number], ValueCursor & { listId: string }>(`select value, id, list_id as listId from hash_entry
      where algorithm = 'pdq' and (value, id) > (?, ?) order by value, id limit ?`),
    pdqPageOfList: db.prepare<[string, string, number], ValueCursor>(`select value, id from hash_entry
      where list_id = ? and algorithm = 'pdq' and value > ? order by value limit ?`),
  }
}

type StoredList = Omit<ListRow, 'meaning'> & { meaning: string }

function asList(row: StoredList | undefined): ListRow | null {
  return row === undefined ? null : { ...row, meaning: JSON.parse(row.meaning) }
}
