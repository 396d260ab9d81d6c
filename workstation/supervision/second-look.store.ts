import type Database from 'better-sqlite3'
import type { Qualification, SecondLook } from '../../contract/qualification.ts'

type Stored = Omit<SecondLook, 'amended'> & { amended: string | null }

const COLUMNS = `id, item_id as itemId, decision_id as decisionId, person_id as personId, person_name as personName, verdict, reason, amended, given_at as givenAt`

export function createSecondLookStore(db: Database.Database) {
  const ofItem = db.prepare<[string], Stored>(`select ${COLUMNS} from second_look where item_id = ? order by given_at, id`)
  const insert = db.prepare(`insert into second_look (id, item_id, decision_id, person_id, person_name, verdict, reason, amended, given_at)
    values (@id, @itemId, @decisionId, @personId, @personName, @verdict, @reason, @amended, @givenAt) on conflict do nothing`)
  const begin = db.prepare(`insert into second_look_begun (item_id, person_id, begun_at) values (?, ?, ?) on conflict do nothing`)
  const end = db.prepare(`delete from second_look_begun where item_id = ?`)
  const begun = db.prepare<[string], { item_id: string }>(`select item_id from second_look_begun where item_id = ?`)
  return {
    /** Oldest first. */
    ofItem: (itemId: string): SecondLook[] => ofItem.all(itemId).map(row => ({ ...row, amended: amendedOf(row.amended) })),
    /** Nothing happens where it is known. */
    insert: (look: SecondLook): void => void insert.run({ ...look, amended: look.amended === null ? null : JSON.stringify(look.amended) }),
    begin: (itemId: string, personId: string, at: string): boolean => begin.run(itemId, personId, at).changes > 0,
    end: (itemId: string): void => void end.run(itemId),
    isBegun: (itemId: string): boolean => begun.get(itemId) !== undefined,
  }
}

function amendedOf(stored: string | null): Qualification | null {
  return stored === null ? null : JSON.parse(stored)
}
