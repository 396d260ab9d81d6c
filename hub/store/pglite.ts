import { PGlite, type Transaction } from '@electric-sql/pglite'
import { asDatabaseFailure } from './database-failure.ts'
import { createDurableFiles } from './durable-files.ts'
import type { Database, Sql } from './sql.ts'

/**
 * PGlite turns fsync off (`-F`) and its file layer knows none; here both are on, so that a commit that was answered
 * survives a power cut. `fdatasync` does nothing in its WebAssembly, `fsync` reaches our files.
 */
const DURABLE_PARAMS = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), '-c', 'fsync=on', '-c', 'wal_sync_method=fsync']

/**
 * Statements fail with the codes of `openPostgres`: a full disk is one here too.
 * @param dir the database's folder; without one it lives in memory, for tests.
 */
export async function openPglite(dir?: string): Promise<Database> {
  const db = dir === undefined ? await PGlite.create() : await PGlite.create({ fs: createDurableFiles(dir), startParams: DURABLE_PARAMS })
  const { query, run } = sqlOn(db)
  const told = <T>(work: Promise<T>): Promise<T> => work.catch((error) => Promise.reject(asDatabaseFailure(error)))
  return {
    query: (text, params) => told(query(text, params)),
    run: (script) => told(run(script)),
    transaction: (work) => told(db.transaction((tx) => work(joined(tx)))),
    close: () => db.close(),
  }
}

function sqlOn(connection: PGlite | Transaction): Pick<Sql, 'query' | 'run'> {
  return {
    async query<Row>(text: string, params: readonly unknown[] = []) {
      return (await connection.query<Row>(text, [...params])).rows
    },
    async run(script) {
      await connection.exec(script)
    },
  }
}

function joined(tx: Transaction): Sql {
  const sql: Sql = { ...sqlOn(tx), transaction: (work) => work(sql) }
  return sql
}
