import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../contract/error.ts'

/**
 * Holds a profile for one process: an exclusive transaction on an empty database beside it. The system lets go of it when
 * the process ends, however it ends, so no lock is ever stale; it works alike on Linux, macOS and Windows.
 * @returns the way to let go. @throws AppError `profile.in_use`
 */
export function lockProfile(folder: string): () => void {
  const db = new Database(join(folder, 'profile.lock'), { timeout: 0 })
  try {
    db.pragma('journal_mode = memory') // nothing is ever written to it
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') throw new AppError('profile.in_use')
    throw error
  }
  return () => db.close()
}
