import pg from 'pg'
import { AppError } from '../../contract/error.ts'
import { asConnectFailure } from './database-failure.ts'
import { connectionTo, prepareSession } from './postgres-connection.ts'

/** Any constant will do, as long as every hub takes the same; another than that of the migrations. */
const LOCK = 7_261_932

/**
 * One hub on one database. Its rows would bear two: every rule is kept by row locks. Its media would not: each hub has a folder
 * of its own, and what one took in the other could not give. PostgreSQL lets go of the lock when the connection ends.
 */
export interface HubLock {
  /** Takes the lock again where the connection was lost. @throws AppError `hub.in_use`, or as a connection fails */
  ensure(): Promise<void>
  release(): Promise<void>
}

/** @throws AppError `hub.in_use`, or as a connection fails */
export async function holdHubLock(url: string): Promise<HubLock> {
  let taking: Promise<void> | null = null
  let held: pg.Client | null = null

  async function take(): Promise<void> {
    const client = new pg.Client(connectionTo(url))
    client.on('error', () => undefined) // `end` follows
    client.once('end', () => {
      if (held === client) held = null
    })
    try {
      await client.connect()
      await prepareSession(client)
      if (!(await tryLock(client))) throw new AppError('hub.in_use')
      held = client
    } catch (error) {
      await client.end().catch(() => undefined) // it is given up in any case; `error` says why
      throw asConnectFailure(error)
    }
  }

  async function ensure(): Promise<void> {
    if (held !== null) return
    taking ??= take().finally(() => (taking = null))
    await taking
  }

  await ensure()
  return { ensure, release: async () => held?.end() }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LOCK])
  return rows[0]?.held ?? false
}
