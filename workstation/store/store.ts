import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { asDiskFailure } from './disk-failure.ts'
import { migrate, readMigrations, refuseNewer, versionOf, type Migration } from './migrate.ts'
import { openDatabase, type DatabaseAccess } from './open-database.ts'
import { createTransactions } from './transactions.ts'

export interface Store {
  readonly db: Database.Database
  readonly schemaVersion: number
  /**
   * Runs `work` in a transaction (`begin immediate`), and answers what it answers. Nested calls join the outer one by a
   * savepoint: what fails inside and is caught outside leaves no trace. `work` is synchronous and takes at most 50 ms.
   * @throws AppError `disk.full` or `disk.unreadable` when the disk refuses; then nothing of it is written.
   */
  transaction<T>(work: () => T): T
  /**
   * The same for what can be computed anew from what lasts: its commit does not wait for the disk. A power cut may undo the last of
   * these, in their order; the next lasting commit takes them along. Inside a transaction it is a part of that one.
   */
  recomputable<T>(work: () => T): T
  /** Runs `effect` once the outermost transaction is committed (at once outside any); never when it is rolled back. */
  afterCommit(effect: () => void): void
  /** What a worker thread needs for its own connection: hand it on by `workerData`, keep it nowhere. */
  access(): DatabaseAccess
  close(): void
}

/**
 * Opens (or makes) the encrypted database and brings it to this code's version.
 * @throws AppError `profile.newer_version`, `profile.damaged` (wrong key or broken file: not a byte changed), `disk.full`.
 */
export function openStore({ file, key, migrations }: DatabaseAccess & { migrations: string }): Store {
  const known = readMigrations(migrations)
  refuseNewerFile({ file, key }, known.length)
  const db = openDatabase({ file, key })
  const schemaVersion = migrateOrClose(db, known)
  const ownKey = Uint8Array.from(key)
  const transactions = createTransactions(db)
  return {
    db,
    schemaVersion,
    ...transactions,
    access: () => ({ file, key: Uint8Array.from(ownKey) }),
    close() {
      db.close()
      ownKey.fill(0)
    },
  }
}

/** Looks at the version through a connection that cannot write, so that a newer database stays as it is to the byte. */
function refuseNewerFile(access: DatabaseAccess, known: number): void {
  if (!existsSync(access.file)) return
  const db = openDatabase(access, { readonly: true })
  try {
    refuseNewer(versionOf(db), known)
  } finally {
    db.close()
  }
}

function migrateOrClose(db: Database.Database, migrations: readonly Migration[]): number {
  try {
    return migrate(db, migrations)
  } catch (error) {
    db.close()
    throw asDiskFailure(error)
  }
}
