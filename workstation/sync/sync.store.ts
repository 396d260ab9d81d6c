import type { ErrorCode } from '../../contract/error.ts'
import type { Store } from '../store/store.ts'

export interface Aside {
  position: number
  code: string
  body: string
}

/** What the hub told and could not be applied. */
export interface AsideTable {
  put(row: Aside & { seenAt: string }): void
  all(): Aside[]
  remove(position: number): void
  count(): number
  /** The feed that numbered them is gone: none of them is to meet a position of the new one. */
  setApart(): void
}

export function createAsideTable({ db }: Store): AsideTable {
  const put = db.prepare(
    `insert into change_aside (position, code, body, seen_at) values (:position, :code, :body, :seenAt)
     on conflict (position) do update set code = excluded.code, body = excluded.body`,
  )
  const all = db.prepare<[], Aside>('select position, code, body from change_aside order by position')
  const remove = db.prepare('delete from change_aside where position = ?')
  const count = db.prepare<[], { count: number }>('select count(*) as count from change_aside')
  // Below zero, in their order; by more than their span, so that no row lands on another that has not moved yet.
  const setApart = db.prepare(
    'update change_aside set position = position - (select max(max(position) + 1, max(position) - min(position) + 1) from change_aside)',
  )
  return {
    put: (row) => void put.run(row),
    all: () => all.all(),
    remove: (position) => void remove.run(position),
    count: () => count.get()?.count ?? 0,
    setApart: () => void setApart.run(),
  }
}

/** Media that a report of the hub names and whose bytes are not here yet. */
export interface MediaToFetch {
  add(media: { sha256: string; bytes: number }): void
  /** Those tried least first. */
  all(): { sha256: string; attempts: number }[]
  failed(sha256: string, code: ErrorCode): void
  remove(sha256: string): void
}

export function createMediaToFetch({ db }: Store): MediaToFetch {
  const add = db.prepare('insert into media_to_fetch (sha256, bytes) values (:sha256, :bytes) on conflict do nothing')
  const all = db.prepare<[], { sha256: string; attempts: number }>('select sha256, attempts from media_to_fetch order by attempts, rowid')
  const failed = db.prepare('update media_to_fetch set attempts = attempts + 1, failure = ? where sha256 = ?')
  const remove = db.prepare('delete from media_to_fetch where sha256 = ?')
  return {
    add: ({ sha256, bytes }) => void add.run({ sha256, bytes }),
    all: () => all.all(),
    failed: (sha256, code) => void failed.run(code, sha256),
    remove: (sha256) => void remove.run(sha256),
  }
}
