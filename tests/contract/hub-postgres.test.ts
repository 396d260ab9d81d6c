import { once } from 'node:events'
import { existsSync, renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import type { SealedEvent } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import { openHubOnPostgres, peopleOnPostgres } from '../../hub/on-postgres.ts'
import { lineOf } from '../../hub/remedies.ts'
import { openPostgres } from '../../hub/store/postgres.ts'
import { makeSigningPair, signBytes } from '../../workstation/audit/signature.ts'
import { Chain, decisionPayload } from '../support/chain.ts'
import { describeOnPostgres } from '../support/hub-stores.ts'
import { eventually, held, usePostgres } from '../support/postgres/bench.ts'
import { asked } from '../support/postgres/server.ts'

await describeOnPostgres('the hub on PostgreSQL', () => {
  const bench = usePostgres()
  const HAS_LOCK = `pid in (select pid from pg_locks where locktype = 'advisory')`
  async function call(base: string, path: string, body: unknown, token = ''): Promise<{ status: number; body: any }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }

  const pair = makeSigningPair()
  const signed = ({ bytes, hash }: SealedEvent): SealedEvent => ({ bytes, hash, signature: signBytes(pair.privateKey, bytes) })
  /** By a code that the program makes while the hub runs. */
  async function enrolAnna(base: string, { deviceId }: Chain): Promise<{ token: string; person: Person }> {
    const made = await bench.run(['enrol', '--login', 'anna'])
    const code = /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/m.exec(made.said())?.[0] ?? ''
    const asked = { login: 'anna', password: 'secret', code, device: { id: deviceId, name: '' }, publicKey: pair.publicKey }
    return (await call(base, '/v1/enrol', asked)).body
  }

  test('is served, killed and stopped as on PGlite: the key is made once, what was acknowledged is kept, a stop ends well', async () => {
    expect(await bench.addAnna()).toMatchObject({ code: 0 })
    const first = await bench.serve()
    const again = await bench.addAnna()
    expect([again.code, again.said()]).toEqual([1, expect.stringContaining('hub.person_exists')])
    const chain = new Chain()
    const { token, person } = await enrolAnna(first.url, chain)
    const events = Array.from({ length: 20 }, () => chain.next(person.id, 'decision.made', decisionPayload()))
    for (const event of events) await call(first.url, '/v1/events', { deviceId: chain.deviceId, events: [signed(event)] }, token)
    first.process.kill('SIGKILL')
    await once(first.process, 'close')
    const second = await openHubOnPostgres({ url: bench.url, mediaDir: bench.mediaDir })
    expect(await held(second)).toEqual(events.map((event) => event.id))
    await second.close()
    const third = await bench.serve()
    third.process.kill('SIGTERM')
    expect(await once(third.process, 'close')).toEqual([0, null])
    renameSync(`${bench.mediaDir}.key`, `${bench.mediaDir}.kept`)
    expect((await bench.serve()).said()).toContain('hub.wrong_key')
    expect(existsSync(`${bench.mediaDir}.key`)).toBe(false)
  }, 60_000)

  test('beside a hub that runs, what it received is verified, roles change and people are removed', async () => {
    await bench.addAnna()
    const hub = await bench.serve()
    const chain = new Chain()
    const { token, person } = await enrolAnna(hub.url, chain)
    const decide = (): SealedEvent => signed(chain.next(person.id, 'decision.made', decisionPayload()))
    const push = (event: SealedEvent): ReturnType<typeof call> => call(hub.url, '/v1/events', { deviceId: chain.deviceId, events: [event] }, token)
    expect((await push(decide())).body.results).toEqual([expect.objectContaining({ status: 'accepted' })])
    const verify = (): ReturnType<typeof bench.run> => bench.run(['audit', 'verify', '--media', bench.mediaDir])
    const intact = await verify()
    expect([intact.code, intact.said()]).toEqual([0, expect.stringContaining('Intact: 1 events received')])
    expect((await bench.run(['set-role', '--role', 'supervisor', '--login', 'anna'])).said()).toBe('anna is supervisor\n')
    expect((await bench.run(['remove-person', '--login', 'anna'])).said()).toBe('anna removed\n')
    expect((await push(decide())).body.error.code).toBe('hub.person_removed')
    await asked(bench.url, `update event set signature = 'x'`)
    const forged = await verify()
    expect([forged.code, forged.said()]).toEqual([1, expect.stringContaining('"intact":false')])
    renameSync(`${bench.mediaDir}.key`, `${bench.mediaDir}.kept`)
    expect((await verify()).said()).toContain('hub.wrong_key')
    expect(existsSync(`${bench.mediaDir}.key`)).toBe(false)
  }, 60_000)

  test('asked to stop, it finishes what it answers, takes nothing new, then closes', async () => {
    await bench.addAnna()
    const hub = await bench.serve()
    const chain = new Chain()
    const { token, person } = await enrolAnna(hub.url, chain)
    const event = chain.next(person.id, 'decision.made', decisionPayload())
    const holder = openPostgres(bench.url)
    let answered: ReturnType<typeof call> | undefined
    await holder.transaction(async (tx) => {
      await tx.query('select position from feed_head for update')
      answered = call(hub.url, '/v1/events', { deviceId: chain.deviceId, events: [signed(event)] }, token)
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
    const changed = new URL(bench.url)
    change(changed)
    const line = lineOf(await openHubOnPostgres({ url: changed.href, mediaDir: bench.mediaDir }).then(() => new AppError('internal'), (error: AppError) => error))
    expect(line).toContain(code)
    expect(line).toContain(remedy)
    await expect(peopleOnPostgres(changed.href, (people) => people.makeCode('anna'))).rejects.toMatchObject({ code: code.split(' ')[0] })
  })

  test('a wrong password ends the program with one line of code and remedy, without the password; nothing is made', async () => {
    const changed = new URL(bench.url)
    changed.password = 'wrong-password'
    const refused = await bench.serve({ DATABASE_URL: changed.href })
    const said = 'hub.database_refused {"sqlstate":"28P01"}: PostgreSQL does not know this user with this password. Put the password into DATABASE_URL, PGPASSWORD or ~/.pgpass.\n'
    expect([refused.code, refused.said()]).toEqual([1, said])
    expect([existsSync(bench.mediaDir), existsSync(`${bench.mediaDir}.key`)]).toEqual([false, false])
  })

  test('a server that would not keep what is acknowledged is refused by name', async () => {
    await asked(bench.server.url(), `create database ascii encoding 'SQL_ASCII' locale 'C' template template0`)
    await expect(openHubOnPostgres({ url: bench.server.url('ascii'), mediaDir: bench.mediaDir })).rejects.toMatchObject({
      code: 'hub.database_unsuitable',
      facts: { setting: 'server_encoding', found: 'SQL_ASCII', needed: 'UTF8' },
    })
    await asked(bench.server.url(), 'alter system set fsync = off')
    await asked(bench.server.url(), 'select pg_reload_conf()')
    await eventually(() => expect(openHubOnPostgres({ url: bench.url, mediaDir: bench.mediaDir })).rejects.toMatchObject({ code: 'hub.database_unsuitable', facts: { setting: 'fsync' } }))
    await asked(bench.server.url(), 'alter system reset fsync')
    await asked(bench.server.url(), 'select pg_reload_conf()')
    await eventually(() => bench.open())
  })

  test('the server’s defaults do not weaken it: commits on disk, read committed', async () => {
    const name = new URL(bench.url).pathname.slice(1)
    for (const setting of ['synchronous_commit = off', `default_transaction_isolation = 'serializable'`]) await asked(bench.url, `alter database ${name} set ${setting}`)
    const sql = openPostgres(bench.url)
    bench.closeLater(sql)
    const shown = await sql.query(`select current_setting('synchronous_commit') as commit, current_setting('transaction_isolation') as isolation`)
    expect(shown).toEqual([{ commit: 'on', isolation: 'read committed' }])
    await asked(bench.url, `alter database ${name} set synchronous_commit = 'local'`)
    const stronger = openPostgres(bench.url)
    bench.closeLater(stronger)
    expect(await stronger.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'local' }])
  })

  test('two hubs on one database: the second is refused; the first loses its lock with its connection and takes it again', async () => {
    const said: (string | null)[] = []
    const first = await bench.open((failure) => said.push(failure?.code ?? null))
    const second = await bench.serve()
    expect([second.code, second.said()]).toEqual([1, expect.stringContaining('hub.in_use')])
    await bench.endConnections(HAS_LOCK)
    await eventually(async () => expect(await asked(bench.url, `select 1 from pg_locks where locktype = 'advisory'`)).toEqual([]))
    expect(await held(first)).toEqual([])
    expect(await asked(bench.url, `select 1 from pg_locks where locktype = 'advisory'`)).toHaveLength(1)
    const here = await bench.station(first)
    await bench.endConnections(HAS_LOCK)
    await eventually(async () => expect(await asked(bench.url, `select 1 from pg_locks where locktype = 'advisory'`)).toEqual([]))
    const other = await bench.serve()
    expect(other.code).toBe(null)
    const made = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.in_use', waiting: 1 })
    other.process.kill('SIGTERM')
    await once(other.process, 'close')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', problem: null })
    expect(await held(first)).toEqual([made])
    expect(said).toEqual(['hub.in_use', null])
  }, 60_000)
})
