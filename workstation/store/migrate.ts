import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { AppError } from '../../contract/error.ts'

export interface Migration {
  version: number
  name: string
  sql: string
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

/** Reads the numbered SQL files of a folder: 0001, 0002 … without a gap. A folder that breaks this is a bug. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
  return names.map((name, i) => {
    const number = Number(FILE_NAME.exec(name)?.[1])
    if (number !== i + 1) throw new Error(`migration ${name}: expected number ${i + 1}`)
    return { version: number, name, sql: readFileSync(join(folder, name), 'utf8') }
  })
}

/** @throws AppError `profile.newer_version` with facts `found` and `known`, when the database comes from newer code. */
export function refuseNewer(found: number, known: number): void {
  if (found > known) throw new AppError('profile.newer_version', { found, known })
}

/** Brings the database forward, each migration in a transaction of its own; a failure leaves the version before it. */
export function migrate(db: Database.Database, migrations: readonly Migration[]): number {
  const found = versionOf(db)
  refuseNewer(found, migrations.length)
  for (const { version, sql } of migrations.slice(found)) {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version}`)
    }).immediate()
  }
  return migrations.length
}

export function versionOf(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}
