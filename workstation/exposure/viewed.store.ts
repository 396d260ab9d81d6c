import type Database from 'better-sqlite3'

/**
 * That a person was granted a reveal of an item since it was last decided: what a decision's basis rests on. It tells neither
 * rung nor time, is gone with the decision, and is never sent (law 6).
 */
export interface ViewedStore {
  add(itemId: string, personId: string): void
  has(itemId: string, personId: string): boolean
  forget(itemId: string): void
}

export function createViewedStore(db: Database.Database): ViewedStore {
  const add = db.prepare('insert into viewed (item_id, person_id) values (?, ?) on conflict do nothing')
  const has = db.prepare<[string, string], { found: number }>('select exists (select 1 from viewed where item_id = ? and person_id = ?) as found')
  const forget = db.prepare('delete from viewed where item_id = ?')
  return {
    add: (itemId, personId) => void add.run(itemId, personId),
    has: (itemId, personId) => has.get(itemId, personId)?.found === 1,
    forget: (itemId) => void forget.run(itemId),
  }
}
