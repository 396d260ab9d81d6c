import { resolve } from 'node:path'
import { v7 } from 'uuid'
import { AppError } from '../contract/error.ts'
import { createHubAudit, type HubAudit } from './audit/audit.ts'
import { createHub, type Hub } from './hub.ts'
import { mediaName } from './media/media-name.ts'
import { createPeople, type People } from './people/people.ts'
import { checkKey, hasKey } from './sealing/key-check.store.ts'
import { readHubKey } from './sealing/key-file.ts'
import { createRecordSeal } from './sealing/record.ts'
import type { OpenedHub } from './serve.ts'
import { guarded } from './store/guarded.ts'
import { holdHubLock } from './store/hub-lock.ts'
import { isOfThisVersion, migrate } from './store/migrate.ts'
import { openPostgres } from './store/postgres.ts'
import type { Database } from './store/sql.ts'
import { refuseUnsuitable } from './store/suitable.ts'
import { createWatches, type ToldAlert, type Watches } from './watch/watches.ts'

export interface PostgresHubOptions {
  /** `postgres://USER@HOST/DATABASE`; a session of it must be one connection (no pooler by transactions between). */
  url: string
  /** Holds the sealed media. */
  mediaDir: string
  /** 0600; made where the database holds nothing yet. Beside the folder by default (`<mediaDir>.key`). */
  keyFile?: string
  /** As `HubPorts`. */
  acceptLostMedia?: boolean
  /** Hears that the database went away, why, and (null) that it answers again. */
  onDatabase?(failure: AppError | null): void
  /** A report holds what is watched for. */
  onAlert?(alert: ToldAlert): void
}

const clock = { now: () => new Date().toISOString() }
const ids = { next: () => v7() }

/**
 * The hub on a PostgreSQL, which it has for itself. It finds the database again by itself when that was away.
 * @throws AppError `hub.bad_database_url`, `hub.database_unavailable`, `hub.database_refused`, `hub.database_unsuitable`,
 *   `hub.in_use`, `hub.wrong_key`, `hub.newer_database`
 */
export async function openHubOnPostgres(options: PostgresHubOptions): Promise<OpenedHub> {
  const { url, acceptLostMedia = false, onDatabase = () => undefined, onAlert } = options
  refuseBadUrl(url)
  const database = guarded(openPostgres(url), await holdHubLock(url), onDatabase)
  let hub: Hub | undefined
  const close = async (): Promise<void> => {
    await hub?.close()
    await database.close()
  }
  try {
    await refuseUnsuitable(database)
    const mediaDir = resolve(options.mediaDir)
    const key = await readHubKey(options.keyFile ?? `${mediaDir}.key`, !(await hasKey(database)))
    hub = await createHub({ sql: database, key, mediaDir, acceptLostMedia, clock, ids, demonstration: false, ...(onAlert && { onAlert }) })
    return { hub, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * What is done with people beside a hub that may run on the database: each is a row or a short transaction. Only a database
 * that a version brings forward must be free of hubs. @throws as `openHubOnPostgres`, but for the key
 */
export function peopleOnPostgres<T>(url: string, work: (people: People) => Promise<T>): Promise<T> {
  return besideHub(url, (database) => work(createPeople({ sql: database, clock })))
}

/** What can be read beside a hub that runs. */
export interface ReadHub {
  audit: HubAudit
  watches: Watches
}

/** Reads beside a hub that may run. @throws as `openHubOnPostgres`; `hub.wrong_key` also where no hub ever ran, for nothing is made */
export function readOnPostgres<T>({ url, mediaDir, keyFile }: PostgresHubOptions, work: (hub: ReadHub) => Promise<T>): Promise<T> {
  return besideHub(url, async (database) => {
    if (!(await hasKey(database))) throw new AppError('hub.wrong_key')
    const key = await readHubKey(keyFile ?? `${resolve(mediaDir)}.key`, false)
    const seal = createRecordSeal(key)
    await checkKey(database, seal)
    const watches = createWatches({ sql: database, seal, clock, ids, nameOf: (sha256) => mediaName(key, sha256), onAlert: () => undefined })
    return work({ audit: createHubAudit(database, seal), watches })
  })
}

async function besideHub<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  refuseBadUrl(url)
  const database = openPostgres(url, { connections: 1 })
  try {
    await refuseUnsuitable(database)
    if (!(await isOfThisVersion(database))) await migrateAlone(url)
    return await work(database)
  } finally {
    await database.close()
  }
}

async function migrateAlone(url: string): Promise<void> {
  const database = guarded(openPostgres(url, { connections: 1 }), await holdHubLock(url), () => undefined)
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
}

function refuseBadUrl(url: string): void {
  const parsed = URL.parse(url)
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol)) throw new AppError('hub.bad_database_url')
}
