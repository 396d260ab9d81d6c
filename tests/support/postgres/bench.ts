import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import type { AppError } from '../../../contract/error.ts'
import type { Person } from '../../../contract/hub.ts'
import { openHubOnPostgres } from '../../../hub/on-postgres.ts'
import type { OpenedHub } from '../../../hub/serve.ts'
import { pairOf } from '../chain.ts'
import { startHub, type HubProcess } from '../hub-process.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../sync-workstation.ts'
import { asked, startPostgres, type PostgresServer } from './server.ts'

/** A PostgreSQL for one test file alone, a new database for each test, and hubs and workstations on it; all of it ends with the test. */
export interface PostgresBench {
  readonly server: PostgresServer
  readonly url: string
  readonly mediaDir: string
  /** The hub's program with these arguments. */
  run(args: string[], env?: Record<string, string>): Promise<HubProcess>
  serve(env?: Record<string, string>): Promise<HubProcess>
  /** Adds `anna` with the password `secret` by the program. */
  addAnna(): Promise<HubProcess>
  /** The hub in this process. @param onDatabase hears what the program would tell on stderr */
  open(onDatabase?: (failure: AppError | null) => void): Promise<OpenedHub>
  /** A new person of the hub, at a workstation of theirs. */
  station(opened: OpenedHub): Promise<SyncWorkstation>
  closeLater(what: { close(): Promise<void> }): void
  /** Ends the database's connections that an SQL condition on pg_stat_activity names. */
  endConnections(which: string): Promise<void>
}

export const held = async ({ hub }: OpenedHub): Promise<string[]> => (await hub.decisions.all()).map((decision) => decision.id)
export const eventually = (holds: () => unknown): Promise<unknown> => vi.waitFor(holds, { timeout: 20_000, interval: 50 })

/** To be called inside `describe`. */
export function usePostgres(): PostgresBench {
  let root: string
  let server: PostgresServer
  let url: string
  let mediaDir: string
  const processes: HubProcess[] = []
  const toClose: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'paravent-on-postgres-'))
    server = await startPostgres()
  }, 60_000)
  beforeEach(async () => {
    url = await server.createDatabase()
    mediaDir = join(root, v7())
  })
  afterEach(async () => {
    for (const each of toClose.splice(0).reverse()) await each.close()
    for (const { process: hub } of processes.splice(0)) {
      if (hub.exitCode !== null || hub.signalCode !== null) continue
      hub.kill('SIGKILL')
      await once(hub, 'close')
    }
  })
  afterAll(async () => {
    await server.close()
    rmSync(root, { recursive: true })
  })

  async function run(args: string[], env: Record<string, string> = { DATABASE_URL: url }): Promise<HubProcess> {
    const started = await startHub(args, env)
    processes.push(started)
    return started
  }

  return {
    get server() {
      return server
    },
    get url() {
      return url
    },
    get mediaDir() {
      return mediaDir
    },
    run,
    serve: (env) => run(['--media', mediaDir, '--port', '0'], env),
    addAnna: () => run(['add-person', '--login', 'anna', '--name', 'Anna', '--role', 'analyst'], { DATABASE_URL: url, HUB_PASSWORD: 'secret' }),
    async open(onDatabase) {
      const opened = await openHubOnPostgres({ url, mediaDir, ...(onDatabase === undefined ? {} : { onDatabase }) })
      toClose.push(opened)
      return opened
    },
    async station({ hub }) {
      const person: Person = { id: v7(), login: v7(), name: 'Anna', role: 'analyst' }
      await hub.people.add(person, 'secret')
      const deviceId = v7()
      const { code } = await hub.people.makeCode(person.login)
      const device = { id: deviceId, name: '' }
      const { token } = await hub.people.enrol({ login: person.login, password: 'secret', code, device, publicKey: pairOf(person.id).publicKey })
      const fetch = ((address: string, init: RequestInit) => hub.fetch(new Request(address, init))) as typeof globalThis.fetch
      const opened = openSyncWorkstation({ file: join(root, `${deviceId}.db`), person, deviceId, token, fetch, timeOutSeconds: 15 })
      toClose.push(opened)
      return opened
    },
    closeLater: (what) => void toClose.push(what),
    async endConnections(which) {
      const others = `datname = current_database() and pid <> pg_backend_pid() and ${which}`
      await asked(url, `select pg_terminate_backend(pid) from pg_stat_activity where ${others}`)
    },
  }
}
