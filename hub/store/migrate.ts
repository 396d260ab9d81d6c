import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../contract/error.ts'
import type { Sql } from './sql.ts'

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url))
/** Any constant will do, as long as every hub takes the same. */
const LOCK = 7_261_931

/**
 * Brings the database to this code's version, in one transaction, under a lock against another hub that starts.
 * @throws AppError `hub.newer_database` with facts `found` and `known`.
 */
export async function migrate(sql: Sql): Promise<void> {
  const known = await readMigrations()
  await sql.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK])
    await tx.run('set local statement_timeout = 0')
    await tx.run('create table if not exists schema_version (version integer primary key, applied_at timestamptz not null default now())')
    const found = await versionOf(tx)
    if (found > known.length) throw new AppError('hub.newer_database', { found, known: known.length })
    for (const [i, script] of known.entries()) {
      if (i < found) continue
      await tx.run(script)
      await tx.query('insert into schema_version (version) values ($1)', [i + 1])
    }
  })
}

/** Whether nothing is to be migrated. @throws AppError `hub.newer_database` */
export async function isOfThisVersion(sql: Sql): Promise<boolean> {
  const known = (await readMigrations()).length
  const table = await sql.query<{ there: boolean }>(`select to_regclass('schema_version') is not null as there`)
  const found = table[0]?.there === true ? await versionOf(sql) : 0
  if (found > known) throw new AppError('hub.newer_database', { found, known })
  return found === known
}

async function versionOf(sql: Sql): Promise<number> {
  return (await sql.query<{ version: number }>('select coalesce(max(version), 0)::int as version from schema_version'))[0]?.version ?? 0
}

async function readMigrations(): Promise<string[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map((name, i) => {
      if (Number(/^(\d{4})_/.exec(name)?.[1]) !== i + 1) throw new Error(`migration ${name}: expected number ${i + 1}`)
      return readFile(`${FOLDER}${name}`, 'utf8')
    }),
  )
}
