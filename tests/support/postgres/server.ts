import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url))

/** A PostgreSQL that a test has for itself: may stop, kill and start again. */
export interface PostgresServer {
  /** Of a database of the superuser; by itself without one. */
  url(database?: string): string
  /** A new, empty database. @returns its URL */
  createDatabase(): Promise<string>
  /** SIGKILL to the server and to each of its processes. */
  kill(): Promise<void>
  /** As `pg_ctl stop -m fast`: connections are ended by an administrator's command. */
  halt(): Promise<void>
  /** Starts again over the same folder, on the same port. */
  start(): Promise<void>
  /** Stops and removes everything. */
  close(): Promise<void>
}

/** @param flags of the server, as `['-c', 'max_connections=10']`. @throws Error that says why none can be had here */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-postgres-'))
  const [port, password] = [await freePort(), randomBytes(12).toString('hex')]
  let child: ChildProcess | null = null
  let databases = 0

  async function begin(...more: string[]): Promise<void> {
    const started = fork(PROCESS, [folder, String(port), password, ...more, ...flags], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [answer] = await Promise.race([once(started, 'message'), once(started, 'exit').then(() => [{ why: 'its process ended' }])])
    if (answer.ready !== true) throw new Error(answer.why)
    child = started
  }

  async function halt(): Promise<void> {
    if (child === null) return
    const gone = once(child, 'exit')
    child.send('end')
    await gone
    child = null
  }

  async function remove(): Promise<void> {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }

  const url = (database = 'postgres'): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  try {
    await begin('new')
  } catch (error) {
    await remove()
    throw error
  }
  return {
    url,
    async createDatabase() {
      const name = `hub_${process.pid}_${++databases}`
      await asked(url(), `create database ${name}`)
      return url(name)
    },
    async kill() {
      for (const pid of processesOf(folder)) endProcess(pid)
      // Its parent stays until it is waited for: of a process that nobody waited for, PostgreSQL thinks that it still runs.
      await halt()
    },
    halt,
    start: () => begin('again'),
    async close() {
      await halt()
      await remove()
    },
  }
}

/** One statement on a connection of its own. */
export async function asked(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** The server first, so that it starts none anew. Its children are found on Linux; elsewhere they end by themselves after it. */
function processesOf(folder: string): number[] {
  const postmaster = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  const children = `/proc/${postmaster}/task/${postmaster}/children`
  const others = existsSync(children) ? readFileSync(children, 'utf8').trim().split(/\s+/).map(Number) : []
  return [postmaster, ...others.filter((pid) => pid > 0)]
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
