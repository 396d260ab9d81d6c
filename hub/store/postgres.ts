import pg from 'pg'
import { asConnectFailure, asDatabaseFailure, endsConnection, isCollision } from './database-failure.ts'
import { connectionTo, prepareSession } from './postgres-connection.ts'
import type { Database, Sql } from './sql.ts'

/** Work of a transaction runs again, from its beginning, when PostgreSQL ended it in favour of another. */
const MOST_TRIES = 4
/** A migration takes the time that it takes. */
const LONGEST_SCRIPT_MS = 3_600_000

/**
 * A PostgreSQL over a pool of connections; each transaction has one of its own. A connection that broke is replaced at the
 * next statement, so that the hub finds its database again by itself.
 * Statements fail with AppError `hub.database_unavailable`, `hub.database_refused` (both with `sqlstate` where PostgreSQL
 * answered) or `hub.database_full` where it is not our fault. It connects with the first statement only.
 */
export function openPostgres(url: string, { connections = 10 }: { connections?: number } = {}): Database {
  const pool = new pg.Pool({ ...connectionTo(url), max: connections, onConnect: prepareSession })
  // Whoever uses or next wants the connection has the failure; without a listener it would end the process.
  const told = (): void => undefined
  pool.on('error', told)
  pool.on('connect', (client) => void client.on('error', told))

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error) => Promise.reject(asConnectFailure(error)))
    let broken = false
    try {
      return await work(client)
    } catch (error) {
      broken = endsConnection(error)
      throw error
    } finally {
      client.release(broken)
    }
  }

  const apart = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    withClient(work).catch((error) => Promise.reject(asDatabaseFailure(error)))

  return {
    query: (text, params) => apart((client) => sqlOn(client).query(text, params)),
    run: (script) => apart((client) => sqlOn(client).run(script)),
    transaction: (work) => apart((client) => retried(() => inTransaction(client, work))),
    close: () => pool.end(),
  }
}

function sqlOn(client: pg.ClientBase): Sql {
  const sql: Sql = {
    async query<Row>(text: string, params: readonly unknown[] = []) {
      return (await client.query(text, [...params])).rows as Row[]
    },
    async run(script) {
      await client.query({ text: script, query_timeout: LONGEST_SCRIPT_MS } as pg.QueryConfig)
    },
    transaction: (work) => work(sql),
  }
  return sql
}

async function inTransaction<T>(client: pg.ClientBase, work: (sql: Sql) => Promise<T>): Promise<T> {
  await client.query('begin')
  let result: T
  try {
    result = await work(sqlOn(client))
  } catch (error) {
    // On a connection that is gone there is nothing to roll back: the server did.
    if (!endsConnection(error)) await client.query('rollback')
    throw error
  }
  // Where a statement failed and `work` went on all the same, PostgreSQL answers a commit with a rollback, and no error.
  const { command } = await client.query('commit')
  if (command !== 'COMMIT') throw new Error('a transaction went on after a statement of it had failed')
  return result
}

async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === MOST_TRIES || !isCollision(error)) throw error
    }
  }
}
