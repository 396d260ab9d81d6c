import type Database from 'better-sqlite3'

/** Pages (of 4 KiB) at which a commit moves the log by itself after all: should the thread that does it be late, the log still ends somewhere. */
const BACKSTOP_PAGES = 16_000

/** Passive: nobody waits for it, and what is still read or written stays in the log. */
export function moveLog(db: Database.Database): void {
  db.pragma('wal_checkpoint(passive)')
}

/** From now on commits on this connection leave the log alone, up to the backstop. */
export function leaveLogAlone(db: Database.Database): void {
  db.pragma(`wal_autocheckpoint = ${BACKSTOP_PAGES}`)
}
