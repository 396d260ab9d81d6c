import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../store/durable.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { openListFile } from './list-file.store.ts'
import type { ListFile } from './list-file.store.ts'
import { accessOf, isLeft } from './list-place.ts'
import type { ListPlace, ListRevision } from './list-place.ts'

/** The sealed files of lists, one each, beside the database. */
export interface ListFiles {
  /** What a thread needs to read or to build it. */
  access(list: ListRevision): DatabaseAccess
  /** Opened once and kept open until it is forgotten. */
  read(list: ListRevision): ListFile
  /** A new file is there for good. */
  settled(): Promise<void>
  /** Closes what is open of a list. */
  forget(listId: string): void
  /** Removes a file that is not read. */
  removeFile(list: ListRevision): Promise<void>
  /** Forgets a list and removes its file. */
  remove(list: ListRevision): Promise<void>
  close(): void
}

/** Opens the folder. What an import left that did not end is removed: no row of `current` points to it. */
export function createListFiles(place: ListPlace, current: readonly ListRevision[]): ListFiles {
  const { dir } = place
  const open = new Map<string, ListFile>()
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(dir)) if (isLeft(name, current)) rmSync(join(dir, name), { force: true })

  function forget(listId: string): void {
    open.get(listId)?.close()
    open.delete(listId)
  }

  async function removeFile(list: ListRevision): Promise<void> {
    const { file } = accessOf(place, list)
    // Windows holds a file for a moment after it was closed.
    for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true, maxRetries: 5 })
  }

  return {
    access: list => accessOf(place, list),
    read(list) {
      const kept = open.get(list.id)
      if (kept !== undefined) return kept
      const access = accessOf(place, list)
      const file = openListFile(list.id, access)
      access.key.fill(0)
      open.set(list.id, file)
      return file
    },
    settled: () => syncFolder(dir),
    forget,
    removeFile,
    async remove(list) {
      forget(list.id)
      await removeFile(list)
    },
    close() {
      for (const id of [...open.keys()]) forget(id)
    },
  }
}
