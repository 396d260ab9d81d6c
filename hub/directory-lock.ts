import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../contract/error.ts'

/** SQLite's answer when another holds the lock. */
const SQLITE_BUSY = 5

/**
 * Holds a file's lock for this process: an exclusive transaction on an empty SQLite database. PGlite itself lets a second
 * process open its folder, and spoil it. The system lets go of the lock when the process ends, however it ends.
 * @returns the way to let go. @throws AppError `hub.in_use`
 */
export function lockDirectory(file: string): () => void {
  const db = new DatabaseSync(file)
  try {
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw new AppError('hub.in_use')
    throw error
  }
  return () => db.close()
}
