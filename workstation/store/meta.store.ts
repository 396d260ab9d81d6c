import type { Store } from './store.ts'

/** Facts of the workstation as a whole, under fixed names. */
export type MetaKey = 'device_id' | 'hub_url' | 'profile_id' | 'cursor' | 'feed_epoch' | 'hub_started_anew' | 'hub_head'

export interface Meta {
  get(key: MetaKey): string | null
  set(key: MetaKey, value: string): void
}

export function createMeta(store: Store): Meta {
  const select = store.db.prepare<[string], { value: string }>('select value from meta where key = ?')
  const upsert = store.db.prepare('insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value')
  return {
    get: (key) => select.get(key)?.value ?? null,
    set: (key, value) => void upsert.run(key, value),
  }
}
