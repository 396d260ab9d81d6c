import type { Person } from '../../contract/hub.ts'
import type { Store } from '../store/store.ts'

/** The people this workstation knows, as the hub last told of them. */
export interface People {
  /** `here`: has a slot on this workstation; once true it stays. */
  save(person: Person, here: boolean): void
  find(id: string): Person | null
}

export function createPeople({ store }: { store: Store }): People {
  const upsert = store.db.prepare(`
    insert into person (id, login, name, role, here) values (@id, @login, @name, @role, @here)
    on conflict (id) do update set login = excluded.login, name = excluded.name, role = excluded.role, here = max(here, excluded.here)`)
  const select = store.db.prepare<[string], Person>('select id, login, name, role from person where id = ?')
  return {
    save: (person, here) => void upsert.run({ ...person, here: here ? 1 : 0 }),
    find: (id) => select.get(id) ?? null,
  }
}
