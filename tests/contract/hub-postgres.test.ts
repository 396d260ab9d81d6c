import { once } from 'node:events'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../../contract/error.ts'
import type { Person } from '../../contract/hub.ts'
import { addPersonOnPostgres, openHubOnPostgres } from '../../hub/on-postgres.ts'
import { lineOf } from '../../hub/remedies.ts'
import type { OpenedHub } from '../../hub/serve.ts'
import { openPostgres } from '../../hub/store/postgres.ts'
import { Chain, decisionPayload } from '../support/chain.ts'
import { startHub, type HubProcess } from '../support/hub-process.ts'
import { describeOnPostgres } from '../support/hub-stores.ts'
import { asked, startPostgres, type PostgresServer } from '../support/postgres/server.ts'
import { openSyncWorkstation, type SyncWorkstation } from '../support/sync-workstation.ts'

/** A PostgreSQL of its own, that may be stopped, refused, filled and killed under the hub. */
await describeOnPostgres('the hub on PostgreSQL', () => {
  const root = mkdtempSync(join(tmpdir(), 'paravent-on-postgres-'))
  let server: PostgresServer
  let url: string
  let mediaDir: string
  const processes: HubProcess[] = []
  const toClose: { close(): Promise<void> }[] = []
  beforeAll(async () => void (server = await startPostgres()), 60_000)
  beforeEach(async () => {
    url = await server.createDatabase()
    mediaDir = join(root, v7())
  })
  afterEach(async () => {
    for (const each of toClose.splice(0).reverse()) await each.close()
    for (const { process: hub } of processes.splice(0)) {
      if (hub.exitCode === null && hub.signalCode === null) {
        hub.kill('SIGKILL')
        await once(hub, 'close')
      }
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
  const serve = (env?: Record<string, string>): Promise<HubProcess> => run(['--media', mediaDir, '--port', '0'], env)
  const addAnna = (): Promise<HubProcess> =>
    run(['add-person', '--login', 'anna', '--name', 'Anna', '--role', 'analyst'], { DATABASE_URL: url, HUB_PASSWORD: 'secret' })

  async function open(onDatabase?: (failure: AppError | null) => void): Promise<OpenedHub> {
    const opened = await openHubOnPostgres({ url, mediaDir, ...(onDatabase === undefined ? {} : { onDatabase }) })
    toClose.push(opened)
    return opened
  }

  /** A person of the hub at a workstation of theirs. */
  async function station({ hub }: OpenedHub): Promise<SyncWorkstation> {
    const person: Person = { id: v7(), login: v7(), name: 'Anna', role: 'analyst' }
    await hub.people.add(person, 'secret')
    const deviceId = v7()
    const { token } = await hub.people.signIn({ login: person.login, password: 'secret', device: { id: deviceId, name: '' } })
    const fetch = ((address: string, init: RequestInit) => hub.fetch(new Request(address, init))) as typeof globalThis.fetch
    const opened = openSyncWorkstation({ file: join(root, `${deviceId}.db`), person, deviceId, token, fetch, timeOutSeconds: 15 })
    toClose.push(opened)
    return opened
  }

  async function call(base: string, path: string, body: unknown, token = ''): Promise<{ status: number; body: any }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }
  const held = async ({ hub }: OpenedHub): Promise<string[]> => (await hub.decisions.all()).map((decision) => decision.id)
  const eventually = (holds: () => unknown): Promise<unknown> => vi.waitFor(holds, { timeout: 20_000, interval: 50 })
  const endOthers = (which: string): Promise<unknown> =>
    asked(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${which}`)
  const HAS_LOCK = `pid in (select pid from pg_locks where locktype = 'advisory')`

  test('is served, killed and stopped as on PGlite: the key is made once, what was acknowledged is kept, a stop ends well', async () => {
    expect(await addAnna()).toMatchObject({ code: 0 })
    const first = await serve()
    const again = await addAnna()
    expect([again.code, again.said()]).toEqual([1, expect.stringContaining('hub.person_exists')])
    const chain = new Chain()
    const signIn = { login: 'anna', password: 'secret', device: { id: chain.deviceId, name: '' } }
    const { token, person } = (await call(first.url, '/v1/sign-in', signIn)).body
    const events = Array.from({ length: 20 }, () => chain.next(person.id, 'decision.made', decisionPayload()))
    for (const { bytes, hash } of events) await call(first.url, '/v1/events', { deviceId: chain.deviceId, events: [{ bytes, hash }] }, token)
    first.process.kill('SIGKILL')
    await once(first.process, 'close')
    const second = await openHubOnPostgres({ url, mediaDir })
    expect(await held(second)).toEqual(events.map((event) => event.id))
    await second.close()
    const third = await serve()
    third.process.kill('SIGTERM')
    expect(await once(third.process, 'close')).toEqual([0, null])
    renameSync(`${mediaDir}.key`, `${mediaDir}.kept`)
    expect((await serve()).said()).toContain('hub.wrong_key')
    expect(existsSync(`${mediaDir}.key`)).toBe(false)
  }, 60_000)

  test('asked to stop, it finishes what it answers, takes nothing new, then closes', async () => {
    await addAnna()
    const hub = await serve()
    const chain = new Chain()
    const { token, person } = (await call(hub.url, '/v1/sign-in', { login: 'anna', password: 'secret', device: { id: chain.deviceId, name: '' } })).body
    const { bytes, hash } = chain.next(person.id, 'decision.made', decisionPayload())
    const holder = openPostgres(url)
    let answered: ReturnType<typeof call> | undefined
    await holder.transaction(async (tx) => {
      await tx.query('select position from feed_head for update')
      answered = call(hub.url, '/v1/events', { deviceId: chain.deviceId, events: [{ bytes, hash }] }, token)
      await eventually(async () => expect(await tx.query(`select 1 from pg_locks where not granted`)).toHaveLength(1))
      hub.process.kill('SIGTERM')
      const status = (): Promise<number | string> => fetch(`${hub.url}/v1/status`).then((answer) => answer.status, () => 'not answered')
      await eventually(async () => expect([503, 'not answered']).toContain(await status()))
      expect(hub.process.exitCode).toBe(null)
    })
    expect(await answered).toMatchObject({ status: 200, body: { results: [{ status: 'accepted' }] } })
    await holder.close()
    await eventually(() => expect(hub.process.exitCode).toBe(0))
  }, 60_000)

  test.each([
    ['a database that is not there', (right: URL) => (right.pathname = '/nothing'), 'hub.database_refused {"sqlstate":"3D000"}', 'Create it'],
    ['nobody listening', (right: URL) => (right.port = '1'), 'hub.database_unavailable', 'Look whether it runs'],
    ['TLS where the server has none', (right: URL) => (right.search = '?sslmode=verify-full'), 'hub.database_refused', 'TLS'],
    ['an address of something else', (right: URL) => (right.href = 'mysql://localhost/x'), 'hub.bad_database_url', 'postgres://'],
  ])('%s: said with code and remedy', async (_what, change, code, remedy) => {
    const changed = new URL(url)
    change(changed)
    const line = lineOf(await openHubOnPostgres({ url: changed.href, mediaDir }).then(() => new AppError('internal'), (error: AppError) => error))
    expect(line).toContain(code)
    expect(line).toContain(remedy)
    await expect(addPersonOnPostgres(changed.href, { id: v7(), login: 'a', name: 'A', role: 'analyst' }, 'secret')).rejects.toMatchObject({ code: code.split(' ')[0] })
  })

  test('a wrong password ends the program with one line of code and remedy, without the password; nothing is made', async () => {
    const changed = new URL(url)
    changed.password = 'wrong-password'
    const refused = await serve({ DATABASE_URL: changed.href })
    const said = 'hub.database_refused {"sqlstate":"28P01"}: PostgreSQL does not know this user with this password. Put the password into DATABASE_URL, PGPASSWORD or ~/.pgpass.\n'
    expect([refused.code, refused.said()]).toEqual([1, said])
    expect([existsSync(mediaDir), existsSync(`${mediaDir}.key`)]).toEqual([false, false])
  })

  test('a server that would not keep what is acknowledged is refused by name', async () => {
    await asked(server.url(), `create database ascii encoding 'SQL_ASCII' locale 'C' template template0`)
    await expect(openHubOnPostgres({ url: server.url('ascii'), mediaDir })).rejects.toMatchObject({
      code: 'hub.database_unsuitable',
      facts: { setting: 'server_encoding', found: 'SQL_ASCII', needed: 'UTF8' },
    })
    await asked(server.url(), 'alter system set fsync = off')
    await asked(server.url(), 'select pg_reload_conf()')
    await eventually(() => expect(openHubOnPostgres({ url, mediaDir })).rejects.toMatchObject({ code: 'hub.database_unsuitable', facts: { setting: 'fsync' } }))
    await asked(server.url(), 'alter system reset fsync')
    await asked(server.url(), 'select pg_reload_conf()')
    await eventually(open)
  })

  test('the server’s defaults do not weaken it: commits on disk, read committed', async () => {
    const name = new URL(url).pathname.slice(1)
    for (const setting of ['synchronous_commit = off', `default_transaction_isolation = 'serializable'`]) await asked(url, `alter database ${name} set ${setting}`)
    const sql = openPostgres(url)
    toClose.push(sql)
    const shown = await sql.query(`select current_setting('synchronous_commit') as commit, current_setting('transaction_isolation') as isolation`)
    expect(shown).toEqual([{ commit: 'on', isolation: 'read committed' }])
    await asked(url, `alter database ${name} set synchronous_commit = 'local'`)
    const stronger = openPostgres(url)
    toClose.push(stronger)
    expect(await stronger.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'local' }])
  })

  test('two hubs on one database: the second is refused; the first loses its lock with its connection and takes it again', async () => {
    const said: (string | null)[] = []
    const first = await open((failure) => said.push(failure?.code ?? null))
    const second = await serve()
    expect([second.code, second.said()]).toEqual([1, expect.stringContaining('hub.in_use')])
    await endOthers(HAS_LOCK)
    await eventually(async () => expect(await asked(url, `select 1 from pg_locks where locktype = 'advisory'`)).toEqual([]))
    expect(await held(first)).toEqual([])
    expect(await asked(url, `select 1 from pg_locks where locktype = 'advisory'`)).toHaveLength(1)
    const here = await station(first)
    await endOthers(HAS_LOCK)
    await eventually(async () => expect(await asked(url, `select 1 from pg_locks where locktype = 'advisory'`)).toEqual([]))
    const other = await serve()
    expect(other.code).toBe(null)
    const made = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.in_use', waiting: 1 })
    other.process.kill('SIGTERM')
    await once(other.process, 'close')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: null })
    expect(await held(first)).toEqual([made])
    expect(said).toEqual(['hub.in_use', null])
  }, 60_000)

  test('stopped and started again: the workstation says why it is offline, loses nothing, and sends when the database is back, by itself', async () => {
    const said: (string | null)[] = []
    const opened = await open((failure) => said.push(failure?.code ?? null))
    const here = await station(opened)
    const first = here.decide()
    await here.sync.now()
    await server.halt()
    const second = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable', waiting: 1 })
    await here.sync.now()
    await server.start()
    await eventually(() => expect(here.sync.state()).toMatchObject({ state: 'sent', waiting: 0, problem: null }))
    expect(await held(opened)).toEqual([first, second])
    expect(said).toEqual(['hub.database_unavailable', null])
  }, 60_000)

  test('the connection is lost between the writing and the commit, and after the commit: sent again, counted once', async () => {
    const opened = await open()
    const here = await station(opened)
    const holder = openPostgres(url)
    toClose.push(holder)
    const made = here.decide()
    await holder.transaction(async (tx) => {
      await tx.query('select position from feed_head for update')
      const round = here.sync.now()
      await eventually(async () => expect(await tx.query('select 1 from pg_locks where not granted')).toHaveLength(1))
      await endOthers(`wait_event_type = 'Lock'`)
      expect(await round).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable', waiting: 1 })
    })
    expect(await held(opened)).toEqual([])
    expect(await here.sync.now()).toMatchObject({ state: 'sent', refused: 0, problem: null })
    // A commit that reached the disk, and whose answer did not reach the hub.
    await asked(url, `create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`)
    await asked(url, `create constraint trigger cut after insert on change deferrable initially deferred for each row execute function cut()`)
    const again = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable' })
    await asked(url, 'drop trigger cut on change')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', refused: 0, problem: null })
    expect(await held(opened)).toEqual([made, again])
  }, 60_000)

  test.each([
    ['full', 'raise exception using errcode = \'53100\'', 'hub.database_full', 507],
    ['set to read only', 'raise exception using errcode = \'25006\'', 'hub.database_refused', 503],
  ])('a database that is %s: nothing of a batch stays, the code says so, and it is sent once there is room', async (_what, failing, code, status) => {
    const opened = await open()
    const here = await station(opened)
    await asked(url, `create function fails() returns trigger language plpgsql as $$ begin ${failing}; end $$`)
    await asked(url, 'create trigger fails before insert on change for each row execute function fails()')
    const made = [here.decide(), here.decide()]
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: code, waiting: 2 })
    expect(await asked(url, 'select 1 from event')).toEqual([])
    const probe = new Request('http://hub/v1/events', { method: 'POST', headers: { authorization: `Bearer ${here.token}` }, body: JSON.stringify({ deviceId: here.deviceId, events: here.audit.outbox.unsent(10).map(({ bytes, hash }) => ({ bytes, hash })) }) })
    expect((await opened.hub.fetch(probe)).status).toBe(status)
    await asked(url, 'drop trigger fails on change')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, problem: null })
    expect(await held(opened)).toEqual(made)
  })

  test('PostgreSQL is killed five times while workstations send: what was acknowledged is there, and in the end everything, once', async () => {
    const opened = await open()
    const stations = await Promise.all([station(opened), station(opened), station(opened)])
    const made: string[] = []
    for (let kill = 0; kill < 5; kill++) {
      let over = false
      const working = stations.map(async (here) => {
        while (!over) {
          made.push(here.decide())
          await here.sync.now()
        }
      })
      await setTimeout(150 + 120 * kill)
      await server.kill()
      over = true
      await Promise.all(working)
      await server.start()
      const kept = new Set((await asked(url, 'select id from event')).map((row) => row['id']))
      const acknowledged = stations.flatMap((here) => here.store.db.prepare<[], string>(`select id from event where hub_status = 'accepted'`).pluck().all())
      expect(acknowledged.length).toBeGreaterThan(0)
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    }
    for (const here of [...stations, ...stations]) expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
    expect((await held(opened)).sort()).toEqual(made.sort())
    const heads = await asked(url, 'select position::int from feed_head')
    expect(await asked(url, 'select count(*)::int as position, max(position)::int as last from change')).toEqual([{ ...heads[0], last: made.length }])
  }, 120_000)
})
