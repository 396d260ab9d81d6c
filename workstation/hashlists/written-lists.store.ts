import type Database from 'better-sqlite3'
import type { ListKind, Trust } from '../../contract/words.ts'
import type { EntryRow, PdqEntries } from './list-file.store.ts'
import type { WrittenFingerprint } from './written-entries.ts'

export interface WrittenList {
  id: string
  kind: Exclude<ListKind, 'imported'>
  name: string
  trust: Trust
  revision: number
}

/** What all entries of one act have in common. */
export interface AboutEntries {
  /** The event that brought them: the same one brings them once. */
  source: string
  classification: string
  reference: string
  added: string
  expires: string | null
}

const ENTRY = `id, list_id as listId, algorithm, value, classification, reference as sourceReference, added, expires`
const PDQ_BYTES = 32

export type WrittenListStore = ReturnType<typeof createWrittenListStore>

/** The tables written_list, written_entry and written_hash. */
export function createWrittenListStore(db: Database.Database) {
  const sql = statements(db)
  return {
    lists: (): WrittenList[] => sql.lists.all(),
    list: (id: string): WrittenList | null => sql.list.get(id) ?? null,
    open: (list: Omit<WrittenList, 'revision'>): void => void sql.open.run(list),
    /** @returns false where this source's are there */
    put(listId: string, { fingerprints, ...about }: AboutEntries & { fingerprints: readonly WrittenFingerprint[] }): boolean {
      if (sql.ofSource.get(listId, about.source) !== undefined) return false
      for (const { algorithm, value, hashes } of fingerprints) {
        const { lastInsertRowid: id } = sql.insert.run({ listId, algorithm, value, ...about })
        for (const [place, pdq] of hashes.entries()) sql.insertHash.run(id, place, pdq)
      }
      sql.revise.run(listId)
      return true
    },
    /** @returns whether there were any */
    take(listId: string, source: string): boolean {
      sql.takeHashes.run(listId, source)
      const taken = sql.take.run(listId, source).changes > 0
      if (taken) sql.revise.run(listId)
      return taken
    },
    close(listId: string): void {
      sql.closeHashes.run(listId)
      sql.closeEntries.run(listId)
      sql.close.run(listId)
    },
    /** One entry of each list, the oldest. */
    exact: (algorithm: string, value: string, now: string): EntryRow[] => sql.exact.all(algorithm, value, now),
    entry: (listId: string, id: number, now: string): EntryRow | null => sql.entry.get(listId, id, now) ?? null,
    entries: (listId: string): EntryRow[] => sql.entries.all(listId),
    /** Media of a list and its entries. */
    size: (listId: string): { entries: number } => sql.size.get(listId) ?? { entries: 0 },
    pdqEntries(listId: string): PdqEntries {
      const rows = sql.hashes.all(listId)
      const read = { ids: new Uint32Array(rows.length), hashes: new Uint8Array(rows.length * PDQ_BYTES) }
      for (const [at, { id, pdq }] of rows.entries()) {
        read.ids[at] = id
        read.hashes.set(Buffer.from(pdq, 'hex'), PDQ_BYTES * at)
      }
      return read
    },
  }
}

function statements(db: Database.Database) {
  const hashesOf = `delete from written_hash where entry_id in (select id from written_entry where list_id = ?`
  return {
    lists: db.prepare<[], WrittenList>('select id, kind, name, trust, revision from written_list order by id'),
    list: db.prepare<[string], WrittenList>('select id, kind, name, trust, revision from written_list where id = ?'),
    open: db.prepare('insert into written_list (id, kind, name, trust) values (@id, @kind, @name, @trust) on conflict do nothing'),
    ofSource: db.prepare<[string, string], { id: number }>('select id from written_entry where list_id = ? and source = ?'),
    insert: db.prepare(`insert into written_entry (list_id, source, algorithm, value, classification, reference, added, expires)
      values (@listId, @source, @algorithm, @value, @classification, @reference, @added, @expires)`),
    insertHash: db.prepare('insert into written_hash (entry_id, place, pdq) values (?, ?, ?)'),
    revise: db.prepare('update written_list set revision = revision + 1 where id = ?'),
    takeHashes: db.prepare(`${hashesOf} and source = ?)`),
    take: db.prepare('delete from written_entry where list_id = ? and source = ?'),
    closeHashes: db.prepare(`${hashesOf})`),
    closeEntries: db.prepare('delete from written_entry where list_id = ?'),
    close: db.prepare('delete from written_list where id = ?'),
    exact: db.prepare<[string, string, string], EntryRow>(`select ${ENTRY} from written_entry where id in
      (select min(id) from written_entry where algorithm = ? and value = ? and (expires is null or expires > ?) group by list_id)`),
    entry: db.prepare<[string, number, string], EntryRow>(`select ${ENTRY} from written_entry where list_id = ? and id = ? and (expires is null or expires > ?)`),
    entries: db.prepare<[string], EntryRow>(`select ${ENTRY} from written_entry where list_id = ? order by id`),
    size: db.prepare<[string], { entries: number }>('select count(*) as entries from written_entry where list_id = ?'),
    hashes: db.prepare<[string], { id: number; pdq: string }>(
      'select e.id, h.pdq from written_entry e join written_hash h on h.entry_id = e.id where e.list_id = ? order by e.id, h.place',
    ),
  }
}
