import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { loadDemonstration } from './demonstration.ts'
import { lockDirectory } from './directory-lock.ts'
import { createHub, type Hub } from './hub.ts'
import { readHubKey } from './sealing/key-file.ts'
import { serveHub, type OpenedHub, type ServedHub } from './serve.ts'
import { openPglite } from './store/pglite.ts'
import type { Database } from './store/sql.ts'
import type { ToldAlert } from './watch/watches.ts'

export interface EmbeddedHubOptions {
  /** Holds `database/`, `media/` and `hub.lock`. */
  dir: string
  /** 0600; made at the first start. Beside the folder by default (`<dir>.key`), so that a copy of the folder alone opens nothing. */
  keyFile?: string
  /** 0, the default: any free one. */
  port?: number
  /** A folder of demonstration material to load, once. */
  demonstration?: string
  /** A report holds what is watched for. */
  onAlert?(alert: ToldAlert): void
  /** As `HubPorts`. */
  acceptLostMedia?: boolean
}

/** The hub on PGlite, on this machine alone. @throws AppError `hub.in_use`, `hub.wrong_key`, `hub.newer_database` */
export async function openEmbeddedHub(options: EmbeddedHubOptions): Promise<ServedHub> {
  const opened = await openHubIn(options)
  try {
    if (options.demonstration !== undefined) await loadDemonstration(opened.hub, options.demonstration)
  } catch (error) {
    await opened.close()
    throw error
  }
  return serveHub(opened, { port: options.port ?? 0 })
}

/** Opens the folder's hub without serving it. */
export async function openHubIn({ dir, keyFile, demonstration, acceptLostMedia = false, onAlert }: EmbeddedHubOptions): Promise<OpenedHub> {
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
      acceptLostMedia,
      clock: { now: () => new Date().toISOString() },
      ids: { next: () => v7() },
      demonstration: demonstration !== undefined,
      ...(onAlert && { onAlert }),
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
