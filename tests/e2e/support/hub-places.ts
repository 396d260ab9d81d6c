import { join } from 'node:path'
import { openHubIn } from '../../../hub/embedded.ts'
import { openHubOnPostgres } from '../../../hub/on-postgres.ts'
import type { OpenedHub } from '../../../hub/serve.ts'
import { startPostgres } from '../../support/postgres/server.ts'
import { startHub, startHubWith, type Machine } from './machines.ts'

export const STORES = ['PGlite', 'PostgreSQL'] as const

/** Where a hub keeps its things, with the two ways to it: its program, and (while that does not run) its own code. */
export interface HubPlace {
  start(port: number): Promise<Machine>
  open(): Promise<OpenedHub>
  /** Kills the database under the hub and starts it again; null where it lives in the hub's own process. */
  killDatabase: (() => Promise<void>) | null
  close(): Promise<void>
}

/** @throws Error that says why, where no PostgreSQL can be started */
export async function makeHubPlace(store: (typeof STORES)[number], folder: string): Promise<HubPlace> {
  const dir = join(folder, 'hub')
  if (store === 'PGlite') return { start: (port) => startHub(dir, port), open: () => openHubIn({ dir }), killDatabase: null, close: async () => undefined }
  const server = await startPostgres()
  const url = await server.createDatabase()
  return {
    start: (port) => startHubWith(['--media', dir], port, { DATABASE_URL: url }),
    open: () => openHubOnPostgres({ url, mediaDir: dir }),
    async killDatabase() {
      await server.kill()
      await server.start()
    },
    close: () => server.close(),
  }
}
