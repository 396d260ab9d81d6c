import type Database from 'better-sqlite3'
import type { MediaPrints } from '../../contract/prints.ts'

/** A media that a person put into our own list. */
export interface OwnListEntry {
  id: string
  sha256: string
  itemId: string
  reference: string
  restsOn: string
  classification: string[]
  prints: MediaPrints
  personName: string
  addedAt: string
  removed: boolean
  /** Stands in the list now. */
  counts: boolean
}

type Stored = Omit<OwnListEntry, 'classification' | 'prints' | 'removed' | 'counts'> & { classification: string; prints: string; removed: number; counts: number }

const ENTRY = `e.id, e.sha256, e.item_id as itemId, e.reference, e.rests_on as restsOn, e.classification, e.prints, e.person_name as personName,
  e.added_at as addedAt, r.entry_id is not null as removed, e.counts from own_list_entry e left join own_list_removal r on r.entry_id = e.id`

export function createOwnListStore(db: Database.Database) {
  const one = db.prepare<[string], Stored>(`select ${ENTRY} where e.id = ?`)
  const ofItem = db.prepare<[string], Stored>(`select ${ENTRY} where e.item_id = ? order by e.added_at, e.id`)
  const insert = db.prepare(`insert into own_list_entry (id, sha256, item_id, reference, rests_on, classification, prints, person_name, added_at)
    values (@id, @sha256, @itemId, @reference, @restsOn, @classification, @prints, @personName, @addedAt) on conflict do nothing`)
  const remove = db.prepare(`insert into own_list_removal (entry_id, removed_at) values (?, ?) on conflict do nothing`)
  const setCounts = db.prepare(`update own_list_entry set counts = ? where id = ?`)
  return {
    entry: (id: string): OwnListEntry | null => asEntry(one.get(id)),
    /** Oldest first. */
    ofItem: (itemId: string): OwnListEntry[] => ofItem.all(itemId).flatMap((row) => asEntry(row) ?? []),
    /** Nothing happens where it is known. */
    insert({ id, sha256, itemId, reference, restsOn, classification, prints, personName, addedAt }: Omit<OwnListEntry, 'removed' | 'counts'>): void {
      const lists = { classification: JSON.stringify(classification), prints: JSON.stringify(prints) }
      insert.run({ id, sha256, itemId, reference, restsOn, personName, addedAt, ...lists })
    },
    remove: (id: string, at: string): void => void remove.run(id, at),
    setCounts: (id: string, counts: boolean): void => void setCounts.run(Number(counts), id),
  }
}

function asEntry(row: Stored | undefined): OwnListEntry | null {
  if (row === undefined) return null
  return { ...row, classification: JSON.parse(row.classification), prints: JSON.parse(row.prints), removed: row.removed === 1, counts: row.counts === 1 }
}
