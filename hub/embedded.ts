import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { v7 } from 'uuid'
import { loadDemonstration } from './demonstration.ts'
import { lockDirectory } from './directory-lock.ts'
import { createHub, type Hub } from './hub.ts'
import { readHubKey } from './sealing/key-file.ts'
import { openPglite } from './store/pglite.ts'
import type { Database } from './store/sql.ts'

export interface EmbeddedHubOptions {
  /** Holds `database/`, `media/` and `hub.lock`. */
  dir: string
  /** 0600; made at the first start. Beside the folder by default (`<dir>.key`), so that a copy of the folder alone opens nothing. */
  keyFile?: string
  /** 0, the default: any free one. */
  port?: number
  /** A folder of demonstration material to load, once. */
  demonstration?: string
}

export interface EmbeddedHub {
  /** `http://127.0.0.1:PORT` */
  url: string
  hub: Hub
  /** Answers what was asked, then closes the database and lets go of the folder. */
  close(): Promise<void>
}

interface Opened {
  hub: Hub
  close(): Promise<void>
}

/** The hub on PGlite, on this machine alone. @throws AppError `hub.in_use`, `hub.wrong_key`, `hub.newer_database` */
export async function openEmbeddedHub(options: EmbeddedHubOptions): Promise<EmbeddedHub> {
  const opened = await openHubIn(options)
  try {
    if (options.demonstration !== undefined) await loadDemonstration(opened.hub, options.demonstration)
    const server = await listen(opened.hub, options.port ?? 0)
    const { port } = server.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      hub: opened.hub,
      async close() {
        await stopListening(server)
        await opened.close()
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Opens the folder's hub without serving it. */
export async function openHubIn({ dir, keyFile, demonstration }: EmbeddedHubOptions): Promise<Opened> {
  const folder = resolve(dir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unlock = lockDirectory(join(folder, 'hub.lock'))
  let database: Database | undefined
  try {
    const files = join(folder, 'database')
    const key = await readHubKey(keyFile ?? `${folder}.key`, !existsSync(files))
    database = await openPglite(files)
    const hub = await createHub({
      sql: database,
      key,
      mediaDir: join(folder, 'media'),
      clock: { now: () => new Date().toISOString() },
      ids: { next: () => v7() },
      demonstration: demonstration !== undefined,
    })
    return { hub, close: () => closeAll(hub, database, unlock) }
  } catch (error) {
    await closeAll(undefined, database, unlock)
    throw error
  }
}

async function closeAll(hub: Hub | undefined, database: Database | undefined, unlock: () => void): Promise<void> {
  try {
    await hub?.close()
    await database?.close()
  } finally {
    unlock()
  }
}

function listen(hub: Hub, port: number): Promise<ServerType> {
  const server = createAdaptorServer({ fetch: hub.fetch })
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => done(server))
  })
}

function stopListening(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done())
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
