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

const PGLITE: HubStore = { name: 'PGlite', open: () => openPglite() }

/** One suite on each store. Where no PostgreSQL can be started, its half is skipped and says why. */
export async function describeOnEachStore(suite: (store: HubStore) => void): Promise<void> {
  describe('on PGlite', () => suite(PGLITE))
  const server = await sharedPostgres()
  if ('why' in server) describe.skip(`on PostgreSQL (skipped: ${firstLine(server.why)})`, () => suite(PGLITE))
  else describe('on PostgreSQL', () => suite({ name: 'PostgreSQL', open: () => openNew(server.url) }))
}

/** The run's PostgreSQL, started now if nobody asked before. */
export async function sharedPostgres(): Promise<Answer> {
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

async function openNew(server: string): Promise<Database> {
  return openPostgres(await newDatabase(server))
}

function firstLine(why: string): string {
  return why.split('\n')[0] ?? ''
}
