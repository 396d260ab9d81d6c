import type { Store } from '../store/store.ts'

export interface SettingsStore {
  read(personId: string): Record<string, unknown>
  write(personId: string, values: Record<string, unknown>): void
}

/** Settings of a person by name, each as JSON. */
export function createSettingsStore(store: Store): SettingsStore {
  const select = store.db.prepare<[string], { key: string; value: string }>('select key, value from setting where person_id = ?')
  const upsert = store.db.prepare('insert into setting (person_id, key, value) values (?, ?, ?) on conflict (person_id, key) do update set value = excluded.value')
  return {
    read: (personId) => Object.fromEntries(select.all(personId).map(({ key, value }) => [key, JSON.parse(value) as unknown])),
    write: (personId, values) =>
      store.transaction(() => {
        for (const [key, value] of Object.entries(values)) upsert.run(personId, key, JSON.stringify(value))
      }),
  }
}
