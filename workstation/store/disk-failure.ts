import Database from 'better-sqlite3'
import { AppError } from '../../contract/error.ts'

/**
 * The one place where a disk's refusal becomes a code: SQLite's and the file system's own words for "no room" become
 * `disk.full`, for "cannot read or write" `disk.unreadable`, for "this is not what was written" `profile.damaged`, whenever the
 * broken page is met. Anything else is given back as it is.
 */
export function asDiskFailure(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk.full', {}, { cause: error })
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO' || code === 'EROFS') return new AppError('disk.unreadable', {}, { cause: error })
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return new AppError('profile.damaged', { part: 'database' }, { cause: error })
  return error
}

/** Whether the disk refused: by no fault of what was to be done, which may be tried again. */
export function isDiskFailure(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'disk.full' || error.code === 'disk.unreadable')
}

function codeOf(error: unknown): string {
  if (error instanceof Database.SqliteError) return error.code
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
