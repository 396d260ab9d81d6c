import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { v7 } from 'uuid'
import { describe, inject } from 'vitest'
import { openPglite } from '../../hub/store/pglite.ts'
import { openPostgres } from '../../hub/store/postgres.ts'
import type { Database } from '../../hub/store/sql.ts'
import type { Answer } from './postgres/door.ts'
import { asked } from './postgres/server.ts'

/** Something that a hub may stand on. */
export interface HubStore {
  name: 'PGlite' | 'PostgreSQL'
  /** An empty database of its own. */
  open(): Promise<Database>
}

export const PGLITE: HubStore = { name: 'PGlite', open: () => openPglite() }

/** One suite on each store. */
export async function describeOnEachStore(suite: (store: HubStore) => void): Promise<void> {
  describe('on PGlite', () => {
    suite(PGLITE)
  })
  await describeOnPostgres('on PostgreSQL', (server) => {
    suite({ name: 'PostgreSQL', open: async () => openPostgres(await newDatabase(server)) })
  })
}

/** A suite for a real server alone; `server` is its URL. Skipped where none can be started, and says why. */
export async function describeOnPostgres(title: string, suite: (server: string) => void): Promise<void> {
  const answer = await sharedPostgres()
  const [url, because] = 'url' in answer ? [answer.url, ''] : ['', ` (skipped, no PostgreSQL here: ${answer.why.split('\n')[0]})`]
  describe.skipIf(url === '')(`${title}${because}`, () => {
    suite(url)
  })
}

/** The run's PostgreSQL, started now if nobody asked before. */
async function sharedPostgres(): Promise<Answer> {
  const told = await text(createConnection(inject('postgresDoor'), '127.0.0.1'))
  return JSON.parse(told) as Answer
}

/** An empty database of the run's PostgreSQL. @returns its URL */
export async function newDatabase(server: string): Promise<string> {
  const name = `hub_${v7().replaceAll('-', '')}`
  await asked(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
