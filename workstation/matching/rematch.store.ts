import type Database from 'better-sqlite3'

/** What came new into a list and is to be looked for among the media here. */
export interface Rematch {
  id: number
  /** Null: all lists, as a migration asks. */
  listId: string | null
  /** Entries from this id on are new; those before it may have changed or gone. */
  firstNew: number
  /** What leans on the entries before is up to date. */
  revisited: boolean
  /** Media up to this one, in order of SHA-256, are done. */
  after: string
  looked: number
  total: number
}

type Stored = Omit<Rematch, 'revisited'> & { revisited: number }

const REMATCH = `id, list_id as listId, first_new as firstNew, revisited, after, looked, total`

/** The table rematch. */
export function createRematchStore(db: Database.Database) {
  const all = db.prepare<[], Stored>(`select ${REMATCH} from rematch order by id`)
  const insert = db.prepare<[string, number], Stored>(
    `insert into rematch (list_id, first_new, total) values (?, ?, (select count(*) from media)) returning ${REMATCH}`,
  )
  const advance = db.prepare(`update rematch set revisited = ?, after = ?, looked = ? where id = ?`)
  const remove = db.prepare(`delete from rematch where id = ?`)
  const removeOfList = db.prepare(`delete from rematch where list_id = ?`)
  return {
    all: (): Rematch[] => all.all().map(asRematch),
    insert(listId: string, firstNew: number): Rematch {
      const row = insert.get(listId, firstNew)
      if (row === undefined) throw new Error('an insert answers its row')
      return asRematch(row)
    },
    advance: ({ id, revisited, after, looked }: Rematch): void => void advance.run(Number(revisited), after, looked, id),
    remove: (id: number): void => void remove.run(id),
    removeOfList: (listId: string): void => void removeOfList.run(listId),
  }
}

function asRematch(row: Stored): Rematch {
  return { ...row, revisited: row.revisited === 1 }
}
