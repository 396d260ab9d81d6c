import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, describe, expect, test } from 'vitest'
import { openEmbeddedHub } from '../../hub/embedded.ts'
import { openPglite } from '../../hub/store/pglite.ts'
import { makeSigningPair, signBytes } from '../../workstation/audit/signature.ts'
import { Chain, decisionPayload, pairOf, sha256 } from '../support/chain.ts'
import { startHub } from '../support/hub-process.ts'

const root = mkdtempSync(join(tmpdir(), 'paravent-embedded-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = (name: string): string => join(root, name)

describe('the embedded hub', () => {
  test('loads the demonstration, once however often it starts; the key lies beside the folder, open to nobody else', async () => {
    const demonstration = folder('demonstration')
    mkdirSync(join(demonstration, 'media'), { recursive: true })
    const bytes = Buffer.from('a picture')
    writeFileSync(join(demonstration, 'media', sha256(bytes)), bytes)
    const person = { id: v7(), login: 'demo', name: 'Demo', role: 'analyst', password: 'demo-password' }
    const time = '2026-11-20T08:00:00.000Z'
    const report = { id: v7(), reference: '2026-1', origin: 'hub', source: 'authorities', receivedAt: time, createdAt: time }
    const items = [{ id: v7(), url: null, media: [{ sha256: sha256(bytes), name: 'a.jpg', bytes: bytes.length }] }]
    const written = { people: [person], reports: [{ report, items }], passphrases: [], lists: [] }
    writeFileSync(join(demonstration, 'demonstration.json'), JSON.stringify(written))
    const dir = folder('one')
    for (const _start of [1, 2]) {
      const { url, hub, close } = await openEmbeddedHub({ dir, demonstration })
      const ask = async (path: string, init: RequestInit = {}): Promise<any> => (await fetch(`${url}${path}`, init)).json()
      expect(await ask('/v1/status')).toMatchObject({ demonstration: true })
      const { token } = await hub.people.enrol({ login: 'demo', password: 'demo-password', device: { id: v7(), name: '' }, code: (await hub.people.makeCode('demo')).code, publicKey: pairOf(person.id).publicKey })
      const changes = await ask('/v1/changes', { headers: { authorization: `Bearer ${token}` } })
      expect(changes.changes.filter(({ kind }: { kind: string }) => kind === 'report')).toHaveLength(1)
      const media = await fetch(`${url}/v1/media/${sha256(bytes)}`, { headers: { authorization: `Bearer ${token}` } })
      expect(Buffer.from(await media.arrayBuffer())).toEqual(bytes)
      await close()
    }
    expect(statSync(`${dir}.key`).mode & 0o777).toBe(0o600)
  }, 60_000)

  test('what it acknowledged is synced to disk: the database has fsync on, through to the files', async () => {
    const sql = await openPglite(folder('durable'))
    expect(await sql.query('show fsync')).toEqual([{ fsync: 'on' }])
    expect(await sql.query('show wal_sync_method')).toEqual([{ wal_sync_method: 'fsync' }])
    expect(await sql.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    await sql.run('create table t (n integer)')
    const syncs = async (): Promise<number> => {
      const rows = await sql.query<{ fsyncs: number }>(`select sum(fsyncs)::int as fsyncs from pg_stat_io where object = 'wal'`)
      return rows[0]?.fsyncs ?? 0
    }
    const before = await syncs()
    for (let i = 0; i < 5; i++) await sql.query('insert into t values ($1)', [i])
    await sql.query('select pg_stat_force_next_flush()')
    expect((await syncs()) - before).toBeGreaterThanOrEqual(5)
    await sql.close()
  }, 60_000)

  test('another key, a missing key, a cut key, a key open to others: refused, and nothing is made anew', async () => {
    const dir = folder('keys')
    await (await openEmbeddedHub({ dir })).close()
    const wrong = expect.objectContaining({ code: 'hub.wrong_key' })
    renameSync(`${dir}.key`, `${dir}.kept`)
    await expect(openEmbeddedHub({ dir })).rejects.toEqual(wrong)
    expect(existsSync(`${dir}.key`)).toBe(false)
    writeFileSync(`${dir}.key`, `${'ab'.repeat(32)}\n`, { mode: 0o600 })
    await expect(openEmbeddedHub({ dir })).rejects.toEqual(wrong)
    writeFileSync(`${dir}.key`, 'abcd')
    await expect(openEmbeddedHub({ dir })).rejects.toEqual(wrong)
    renameSync(`${dir}.kept`, `${dir}.key`)
    chmodSync(`${dir}.key`, 0o644)
    await expect(openEmbeddedHub({ dir })).rejects.toEqual(wrong)
    chmodSync(`${dir}.key`, 0o600)
    await (await openEmbeddedHub({ dir })).close()
  }, 60_000)

  test('one process has the folder, and says an alert as it comes; killed, it has let go and kept what it acknowledged; asked to stop, it ends well', async () => {
    const dir = folder('killed')
    const added = await startHub(['add-person', '--dir', dir, '--login', 'anna', '--name', 'Anna', '--role', 'analyst'], { HUB_PASSWORD: 'secret' })
    expect([added.code, added.said()]).toEqual([0, 'anna added\n'])
    const made = await startHub(['enrol', '--dir', dir, '--login', 'anna'])
    const code = /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/m.exec(made.said())?.[0] ?? ''
    const first = await startHub(['--dir', dir, '--port', '0'])
    const { url } = first
    await expect(openEmbeddedHub({ dir })).rejects.toMatchObject({ code: 'hub.in_use' })
    const chain = new Chain()
    const pair = makeSigningPair()
    const post = async (path: string, body: unknown, token = ''): Promise<any> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      return (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    }
    const { token, person } = await post('/v1/enrol', { login: 'anna', password: 'secret', code, device: { id: chain.deviceId, name: '' }, publicKey: pair.publicKey })
    const push = (event: ReturnType<Chain['next']>): Promise<unknown> =>
      post('/v1/events', { deviceId: chain.deviceId, events: [{ ...event, signature: signBytes(pair.privateKey, event.bytes) }] }, token)
    const events = Array.from({ length: 20 }, () => chain.next(person.id, 'decision.made', decisionPayload()))
    for (const event of events) await push(event)
    const whence = { itemId: v7(), reportId: v7(), reference: '2026-41083' }
    const prints = { sha256: 'a'.repeat(64), md5: null, sha1: null, kind: null, fingerprint: null, views: [], frames: [] }
    const watch = chain.next(person.id, 'watch.added', { ...whence, name: 'the attack', note: '', expiresAt: '2099-01-01T00:00:00.000Z', prints })
    await push(watch)
    await push(chain.next(person.id, 'watch.matched', { ...whence, watchId: watch.id, sha256: prints.sha256, kind: 'exact', distance: 0 }))
    await expect.poll(first.said).toContain('Alert: the report "2026-41083" holds what is watched for as "the attack" (exact)\n')
    first.process.kill('SIGKILL')
    await once(first.process, 'close')
    const second = await openEmbeddedHub({ dir })
    expect((await second.hub.decisions.all()).map((decision) => decision.id)).toEqual(events.map((event) => event.id))
    await second.close()
    const third = await startHub(['--dir', dir, '--port', '0'])
    third.process.kill('SIGTERM')
    expect(await once(third.process, 'close')).toEqual([0, null])
    const verified = await startHub(['audit', 'verify', '--dir', dir])
    expect([verified.code, verified.said()]).toEqual([0, expect.stringContaining('Intact: 22 events received')])
    const printed = []
    for (const what of ['watches', 'alerts']) printed.push(JSON.parse((await startHub([what, '--dir', dir])).said()))
    expect(printed).toMatchObject([{ id: watch.id, state: 'active', alerts: 1 }, { itemId: whence.itemId, foundBy: 'Anna', acknowledged: null }])
    const asked = [['set-role', '--role', 'supervisor'], ['remove-person'], ['enrol']] as const
    const said = []
    for (const command of asked) said.push((await startHub([...command, '--dir', dir, '--login', 'anna'])).said())
    expect(said).toEqual(['anna is supervisor\n', 'anna removed\n', expect.stringContaining('hub.person_removed')])
  }, 120_000)
})
