import type Database from 'better-sqlite3'
import { numberOfView } from '../../contract/views.ts'
import type { Algorithm, ListKind, Trust } from '../../contract/words.ts'
import type { EntryRow, PdqEntries } from './list-file.store.ts'
import type { WrittenEntry } from './written-entries.ts'

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

/** The tables written_list, written_entry and written_hash. */
export function createWrittenListStore(db: Database.Database) {
  const sql = statements(db)
  return {
    lists: (): WrittenList[] => sql.lists.all(),
    list: (id: string): WrittenList | null => sql.list.get(id) ?? null,
    /** Entries by algorithm. */
    counts: (id: string): Partial<Record<Algorithm, number>> => Object.fromEntries(sql.counts.all(id).map(({ algorithm, n }) => [algorithm, n])),
    /** Some entries in the order of their ids, expired ones too. */
    entriesAfter: (id: string, after: number, most: number): EntryRow[] => sql.entriesAfter.all(id, after, most),
    open: (list: Omit<WrittenList, 'revision'>): void => void sql.open.run(list),
    /** @returns false where this source's are there */
    put(listId: string, about: AboutEntries, written: readonly WrittenEntry[]): boolean {
      if (sql.ofSource.get(listId, about.source) !== undefined) return false
      for (const values of written) {
        const { lastInsertRowid: id } = sql.insert.run({ listId, ...values[0], ...about })
        for (const [place, { algorithm, value, view = 'original' }] of values.entries()) sql.insertValue.run(id, place, algorithm, value, numberOfView(view))
      }
      sql.revise.run(listId)
      return true
    },
    /** @returns whether there were any */
    take(listId: string, source: string): boolean {
      sql.takeValues.run(listId, source)
      const taken = sql.take.run(listId, source).changes > 0
      if (taken) sql.revise.run(listId)
      return taken
    },
    close(listId: string): void {
      sql.closeValues.run(listId)
      sql.closeEntries.run(listId)
      sql.close.run(listId)
    },
    /** One entry of each list, the oldest. */
    exact: (algorithm: string, value: string, now: string): EntryRow[] => sql.exact.all(algorithm, value, now),
    entry: (listId: string, id: number, now: string): EntryRow | null => sql.entry.get(listId, id, now) ?? null,
    pdqEntries(listId: string): PdqEntries {
      const rows = sql.hashes.all(listId)
      const read = { ids: new Uint32Array(rows.length), hashes: new Uint8Array(rows.length * PDQ_BYTES), views: Uint8Array.from(rows, it => it.view) }
      for (const [at, { id, pdq }] of rows.entries()) {
        read.ids[at] = id
        read.hashes.set(Buffer.from(pdq, 'hex'), PDQ_BYTES * at)
      }
      return read
    },
  }
}

function statements(db: Database.Database) {
  const valuesOf = `delete from written_value where entry_id in (select id from written_entry where list_id = ?`
  return {
    lists: db.prepare<[], WrittenList>('select id, kind, name, trust, revision from written_list order by id'),
    list: db.prepare<[string], WrittenList>('select id, kind, name, trust, revision from written_list where id = ?'),
    counts: db.prepare<[string], { algorithm: Algorithm; n: number }>('select algorithm, count(*) as n from written_entry where list_id = ? group by algorithm'),
    entriesAfter: db.prepare<[string, number, number], EntryRow>(`select ${ENTRY} from written_entry where list_id = ? and id > ? order by id limit ?`),
    open: db.prepare('insert into written_list (id, kind, name, trust) values (@id, @kind, @name, @trust) on conflict do nothing'),
    ofSource: db.prepare<[string, string], { id: number }>('select id from written_entry where list_id = ? and source = ?'),
    insert: db.prepare(`insert into written_entry (list_id, source, algorithm, value, classification, reference, added, expires)
      values (@listId, @source, @algorithm, @value, @classification, @reference, @added, @expires)`),
    insertValue: db.prepare('insert into written_value (entry_id, place, algorithm, value, view) values (?, ?, ?, ?, ?)'),
    revise: db.prepare('update written_list set revision = revision + 1 where id = ?'),
    takeValues: db.prepare(`${valuesOf} and source = ?)`),
    take: db.prepare('delete from written_entry where list_id = ? and source = ?'),
    closeValues: db.prepare(`${valuesOf})`),
    closeEntries: db.prepare('delete from written_entry where list_id = ?'),
    close: db.prepare('delete from written_list where id = ?'),
    exact: db.prepare<[string, string, string], EntryRow>(`select ${ENTRY} from written_entry where id in (select min(e.id)
      from written_value v join written_entry e on e.id = v.entry_id where v.algorithm = ? and v.value = ? and (e.expires is null or e.expires > ?) group by e.list_id)`),
    entry: db.prepare<[string, number, string], EntryRow>(`select ${ENTRY} from written_entry where list_id = ? and id = ? and (expires is null or expires > ?)`),
    hashes: db.prepare<[string], { id: number; pdq: string; view: number }>(
      `select e.id, v.value as pdq, v.view from written_entry e join written_value v on v.entry_id = e.id
       where e.list_id = ? and v.algorithm = 'pdq' order by e.id, v.place`,
    ),
  }
}
