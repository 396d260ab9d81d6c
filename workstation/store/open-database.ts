import { hkdfSync, timingSafeEqual } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../../contract/error.ts'
import { asDiskFailure } from './disk-failure.ts'

/** Where the database is and the key that opens it: what a worker thread needs for a connection of its own. */
export interface DatabaseAccess {
  file: string
  /** 32 bytes. */
  key: Uint8Array
}

const SALT_BYTES = 16

/**
 * Opens a connection to the encrypted database and sets what every connection must have. The first 16 bytes of the
 * file are SQLCipher's salt; ours comes from the key, so that a wrong key is refused before SQLite may touch the file
 * (a connection with a wrong key that finds a write-ahead log would write it back under that key).
 * @throws AppError `profile.damaged` when the key is not this file's, or the file is not a database.
 */
export function openDatabase({ file, key }: DatabaseAccess, options: { readonly?: boolean } = {}): Database.Database {
  if (key.length !== 32) throw new Error('the key of the database has 32 bytes')
  refuseForeignKey({ file, key })
  // Sealed as it is, it is nobody else's to copy; SQLite gives its log the same mode.
  if (options.readonly !== true) closeSync(openSync(file, 'a', 0o600))
  const db = new Database(file, { readonly: options.readonly ?? false, timeout: 5000 })
  try {
    applyKey(db, key)
    applySettings(db, options.readonly ?? false)
    return db
  } catch (error) {
    db.close()
    throw asDiskFailure(error)
  }
}

function saltOf(key: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'paravent database salt', SALT_BYTES))
}

function refuseForeignKey({ file, key }: DatabaseAccess): void {
  if (!existsSync(file)) return
  const head = Buffer.alloc(SALT_BYTES)
  const fd = openSync(file, 'r')
  const read = readSync(fd, head, 0, SALT_BYTES, 0)
  closeSync(fd)
  if (read === 0) return
  if (read < SALT_BYTES || !timingSafeEqual(head, saltOf(key))) throw new AppError('profile.damaged', { part: 'database' })
}

/** The raw key goes in as bytes that are zeroed after, never as a string, which would stay in memory. */
function applyKey(db: Database.Database, key: Uint8Array): void {
  db.pragma(`cipher='sqlcipher'`)
  const literal = Buffer.from(`x'${'0'.repeat(2 * (key.length + SALT_BYTES))}'`, 'latin1')
  const digits = Buffer.from('0123456789abcdef', 'latin1')
  const raw = Buffer.concat([key, saltOf(key)])
  for (const [i, byte] of raw.entries()) {
    literal[2 + 2 * i] = digits[byte >> 4] ?? 0
    literal[3 + 2 * i] = digits[byte & 15] ?? 0
  }
  db.key(literal)
  literal.fill(0)
  raw.fill(0)
}

function applySettings(db: Database.Database, readonly: boolean): void {
  // Sorts and temporary tables would otherwise spill to unlinked files in clear (law 3).
  db.pragma('temp_store = memory')
  db.pragma('mmap_size = 0')
  db.pragma('secure_delete = on')
  db.pragma('foreign_keys = on')
  db.pragma('trusted_schema = off')
  if (!readonly) db.pragma('journal_mode = wal')
  // An acknowledged decision survives a power cut (law 4): the log is synced at each commit.
  db.pragma('synchronous = full')
  expectSetting(db, 'temp_store', 2)
  expectSetting(db, 'synchronous', 2)
  expectSetting(db, 'foreign_keys', 1)
  expectSetting(db, 'mmap_size', 0)
  if (!readonly) expectSetting(db, 'journal_mode', 'wal')
}

function expectSetting(db: Database.Database, name: string, expected: string | number): void {
  const found = db.pragma(name, { simple: true })
  if (found !== expected && !(found === undefined && expected === 0)) throw new Error(`database setting ${name} is ${String(found)}, not ${expected}`)
}
