import { hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import type { DatabaseAccess } from '../store/open-database.ts'

/** Where the files of lists lie, and the key that theirs are derived from. */
export interface ListPlace {
  dir: string
  /** 32 bytes. */
  key: Uint8Array
}

/** One state of a list's entries: its file is never written again once it is named so in the list's row. */
export interface ListRevision {
  id: string
  revision: string
}

const NAME = /^([0-9a-f-]{36})\.(.+)$/

/** Each list has a key of its own; all its revisions share it, so that one can be copied to become the next. */
export function accessOf({ dir, key }: ListPlace, { id, revision }: ListRevision): DatabaseAccess {
  return { file: join(dir, fileName({ id, revision })), key: new Uint8Array(hkdfSync('sha256', key, id, 'paravent list', 32)) }
}

function fileName({ id, revision }: ListRevision): string {
  return `${id}.${revision}.db`
}

/** Whether a file of the folder is left from what did not end: of a list that is gone, or of another revision than the one that counts. */
export function isLeft(name: string, current: readonly ListRevision[]): boolean {
  const [, id, rest = ''] = NAME.exec(name) ?? []
  const list = current.find(it => it.id === id)
  if (list === undefined) return true
  return /\.db(-wal|-shm)?$/.test(rest) && !name.startsWith(fileName(list))
}
