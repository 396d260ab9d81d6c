import type { Change, Person } from '../../contract/hub.ts'
import type { Store } from '../store/store.ts'

export type PersonChange = Extract<Change, { kind: 'person' }>

/** The people this workstation knows, as the hub last told of them. */
export interface People {
  /** `here`: has a slot on this workstation; once true it stays, until they leave. */
  save(person: Person, here: boolean): void
  find(id: string): Person | null
  /** What the hub told of a person, whole: their role of now, every key of theirs, and that they are removed, which stays. */
  told(change: Omit<PersonChange, 'kind' | 'position'>, at: string): void
  /** Who the hub removed: their ids. */
  removed(): string[]
  /** Their slot on this workstation is gone. */
  leave(personId: string): void
  addKey(personId: string, key: { deviceId: string; publicKey: string }): void
  /** What verifies the signatures of a person on a device: Ed25519, SPKI DER, base64. */
  keysOf(personId: string, deviceId: string): string[]
}

export function createPeople({ store }: { store: Store }): People {
  const upsert = store.db.prepare(`
    insert into person (id, login, name, role, here) values (@id, @login, @name, @role, @here)
    on conflict (id) do update set login = excluded.login, name = excluded.name, role = excluded.role, here = max(here, excluded.here)`)
  const insertKey = store.db.prepare('insert into person_key (person_id, device_id, public_key) values (?, ?, ?) on conflict do nothing')
  const keys = store.db.prepare<[string, string], { key: string }>('select public_key as key from person_key where person_id = ? and device_id = ?')
  const markRemoved = store.db.prepare('update person set removed_at = coalesce(removed_at, ?) where id = ?')
  const removedIds = store.db.prepare<[], { id: string }>('select id from person where removed_at is not null')
  const left = store.db.prepare('update person set here = 0 where id = ?')
  const select = store.db.prepare<[string], Person>('select id, login, name, role from person where id = ?')
  const save: People['save'] = (person, here) => void upsert.run({ ...person, here: here ? 1 : 0 })
  const addKey: People['addKey'] = (personId, { deviceId, publicKey }) => void insertKey.run(personId, deviceId, publicKey)
  return {
    save,
    removed: () => removedIds.all().map(({ id }) => id),
    leave: (personId) => void left.run(personId),
    find: (id) => select.get(id) ?? null,
    addKey,
    told: ({ person, removed, keys: told }, at) =>
      store.transaction(() => {
        save(person, false)
        for (const key of told) addKey(person.id, key)
        if (removed) markRemoved.run(at, person.id)
      }),
    keysOf: (personId, deviceId) => keys.all(personId, deviceId).map(({ key }) => key),
  }
}
