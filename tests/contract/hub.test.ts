import { randomBytes } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Changes, HubStatus, type SubmitReport } from '../../contract/hub.ts'
import { IDENTITY_FILE } from '../../hub/media/media-folder.ts'
import { migrate } from '../../hub/store/migrate.ts'
import { Chain, decisionPayload, pairOf, sealedOf, sha256 } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

const MIGRATIONS = join(import.meta.dirname, '../../hub/store/migrations')

await describeOnEachStore((store) => {
  let hub: TestHub
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(() => hub.empty())

  const asText = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value)
  function report(over: Partial<SubmitReport['report']> = {}, items: SubmitReport['items'] = []): SubmitReport {
    const time = '2026-11-19T10:00:00.000Z'
    const base = { id: v7(), reference: '2026-1', origin: 'hub', source: 'public_form', receivedAt: time, createdAt: time, text: '', urls: [] } as const
    return { report: { ...base, urls: [], suspectedInfraction: null, violent: false, contact: null, externalScore: null, ...over }, items }
  }
  const changes = async (token: string, after = 0, limit = 100): Promise<Changes> =>
    Changes.parse((await hub.call(token, 'GET', `/v1/changes?after=${after}&limit=${limit}`)).body)

  describe('the hub', () => {
    test('says what it is, and answers codes for what it does not know', async () => {
      expect(HubStatus.parse((await hub.call(null, 'GET', '/v1/status')).body)).toEqual({ hub: 'paravent', protocol: 1, demonstration: false })
      expect((await hub.call(null, 'GET', '/v1/nothing')).body.error.code).toBe('request.not_found')
      const device = { id: 'not an id', name: '' }
      expect((await hub.call(null, 'POST', '/v1/sign-in', { login: 'a', password: 'b', device })).body.error.code).toBe('request.invalid')
    })

    test('enrols a person on a device, then signs in; keeps neither passwords nor tokens; a new sign-in ends the old token', async () => {
      const analyst = await hub.person('analyst', 'anna')
      const device = { id: v7(), name: 'desk' }
      const { publicKey } = pairOf(analyst.id)
      const { code } = await hub.hub.people.makeCode('anna')
      expect((await hub.call(null, 'POST', '/v1/sign-in', { login: 'anna', password: 'secret', device })).body.error.code).toBe('hub.not_enrolled')
      const noKey = Buffer.alloc(44, 1).toString('base64')
      expect((await hub.call(null, 'POST', '/v1/enrol', { login: 'anna', password: 'secret', code, device, publicKey: noKey })).status).toBe(400)
      const first = await hub.call(null, 'POST', '/v1/enrol', { login: 'anna', password: 'secret', code, device, publicKey })
      expect(first.body.person).toEqual(analyst)
      const second = await hub.call(null, 'POST', '/v1/sign-in', { login: 'anna', password: 'secret', device })
      expect((await hub.call(first.body.token, 'GET', '/v1/changes')).status).toBe(401)
      expect((await hub.call(second.body.token, 'GET', '/v1/changes')).status).toBe(200)
      const rows = JSON.stringify([await hub.sql.query('select * from person'), await hub.sql.query('select * from device_token')])
      expect(rows).toContain(sha256(second.body.token))
      expect(rows.includes(second.body.token) || rows.includes('"secret"')).toBe(false)
    })

    test('wrong passwords are answered alike for known and unknown logins, and slowed down', async () => {
      await hub.person('analyst', 'anna')
      const attempt = (login: string, password: string): ReturnType<TestHub['call']> =>
        hub.call(null, 'POST', '/v1/sign-in', { login, password, device: { id: v7(), name: '' } })
      for (const login of ['anna', 'nobody']) {
        for (let i = 0; i < 5; i++) expect((await attempt(login, 'wrong')).body.error.code).toBe('hub.wrong_password')
        expect((await attempt(login, 'secret')).body.error).toEqual({ code: 'hub.too_many_attempts', facts: { seconds: 1 } })
      }
      hub.now = '2026-11-20T08:00:02.000Z'
      expect((await attempt('anna', 'secret')).body.error.code).toBe('hub.not_enrolled')
      await hub.sql.run('delete from sign_in_attempt')
      expect((await Promise.all(Array.from({ length: 12 }, () => attempt('anna', 'wrong')))).filter(({ status }) => status === 401)).toHaveLength(5)
      hub.now = '2026-11-20T08:00:00.000Z'
    })

    test('reports reach every device once; events reach the others with the name of their person', async () => {
      const [analyst, admin] = [await hub.person('analyst', 'anna'), await hub.person('administrator')]
      const [a, b] = [new Chain(), new Chain()]
      const [tokenA, tokenB] = [await hub.signIn(analyst, a.deviceId), await hub.signIn(analyst, b.deviceId)]
      const submitted = report({}, [{ id: v7(), url: 'https://example.org/x', media: [] }, { id: v7(), url: null, media: [] }])
      const tokenAdmin = await hub.signIn(admin, v7())
      expect((await hub.call(tokenAdmin, 'POST', '/v1/reports', submitted)).status).toBe(201)
      expect((await hub.call(tokenAdmin, 'POST', '/v1/reports', submitted)).body).toEqual({ created: false })
      expect((await hub.call(tokenA, 'POST', '/v1/reports', report())).body.error.code).toBe('hub.forbidden')
      const opened = a.next(analyst.id, 'item.opened', { itemId: v7() })
      const made = a.next(analyst.id, 'decision.made', decisionPayload())
      await hub.call(tokenA, 'POST', '/v1/events', { deviceId: a.deviceId, events: [opened, made] })
      const forA = await changes(tokenA)
      const { publicKey } = pairOf(analyst.id)
      const keys = [a, b].map(({ deviceId }) => ({ deviceId, publicKey }))
      expect(forA.changes.slice(0, 2)).toEqual([1, 2].map((position) => ({ position, kind: 'person', person: analyst, removed: false, keys })))
      expect(forA.changes.slice(2)).toMatchObject([{ position: 3, kind: 'person', person: admin }, { position: 4, kind: 'report', ...submitted }])
      expect(forA).toMatchObject({ next: 5, more: false })
      const first = await changes(tokenB, 3, 1)
      expect(first).toMatchObject({ next: 4, more: true })
      const second = await changes(tokenB, first.next, 1)
      expect(second.changes).toEqual([{ position: 5, kind: 'event', event: sealedOf(made), personName: 'Name of anna' }])
      expect(await changes(tokenB, second.next)).toMatchObject({ changes: [], next: 5, more: false, rewound: false })
    })

    test('media go in under their digest and come out the same; a wrong digest leaves nothing', async () => {
      const admin = await hub.signIn(await hub.person('administrator'), v7())
      const analyst = await hub.signIn(await hub.person('analyst'), v7())
      const put = (token: string, name: string, bytes: Uint8Array): Promise<Response> =>
        hub.hub.fetch(new Request(`http://hub/v1/media/${name}`, { method: 'PUT', headers: { authorization: `Bearer ${token}` }, body: bytes as BodyInit }))
      for (const size of [0, 1, 65_536, 65_537, 300_000]) {
        const bytes = randomBytes(size)
        expect((await put(admin, sha256(bytes), bytes)).status).toBe(200)
        const got = await hub.hub.fetch(new Request(`http://hub/v1/media/${sha256(bytes)}`, { headers: { authorization: `Bearer ${analyst}` } }))
        expect([got.headers.get('content-length'), sha256(Buffer.from(await got.arrayBuffer()))]).toEqual([String(size), sha256(bytes)])
      }
      const bytes = randomBytes(1000)
      expect((await put(analyst, sha256(bytes), bytes)).status).toBe(403)
      expect(((await (await put(admin, sha256('other'), bytes)).json()) as any).error.code).toBe('upload.wrong_digest')
      expect((await hub.call(analyst, 'GET', `/v1/media/${sha256('other')}`)).body.error.code).toBe('hub.media_unknown')
      expect((await readdir(hub.mediaDir)).filter((name) => name !== IDENTITY_FILE)).toHaveLength(5)
      const withUnknown = report({}, [{ id: v7(), url: null, media: [{ sha256: sha256('other'), name: 'x', bytes: 1 }] }])
      expect((await hub.call(admin, 'POST', '/v1/reports', withUnknown)).body.error.code).toBe('hub.media_unknown')
      expect((await changes(analyst)).changes.filter(({ kind }) => kind === 'report')).toEqual([])
    })

    test('texts, addresses, contacts, names of files, reasons and media lie nowhere in clear (law 3)', async () => {
      const canary = 'canary-7d1f'
      const bytes = Buffer.from(canary.repeat(10_000))
      await hub.hub.media.put(sha256(bytes), [bytes][Symbol.iterator]() as never)
      const media = [{ sha256: sha256(bytes), name: `${canary}.jpg`, bytes: bytes.length }]
      await hub.hub.reports.submit(report({ text: canary, urls: [canary], contact: canary }, [{ id: v7(), url: `https://${canary}.org`, media }]))
      const { analyst, chain, token } = await hub.analystOnDevice()
      const good = chain.next(analyst.id, 'decision.made', decisionPayload({ reason: canary }))
      const refused = { bytes: `{"x":"${canary}"}`, hash: sha256(`{"x":"${canary}"}`) }
      await hub.call(token, 'POST', '/v1/events', { deviceId: chain.deviceId, events: [good, refused] })
      const tables = await hub.sql.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
      const rows = await Promise.all(tables.map(({ name }) => hub.sql.query<object>(`select * from ${name}`)))
      const clear = Buffer.from(JSON.stringify(rows.flat().map((row) => Object.values(row).map(asText))))
      const files = await Promise.all((await readdir(hub.mediaDir)).map((name) => readFile(join(hub.mediaDir, name))))
      for (const place of [clear, ...files]) expect([place.includes(canary), place.includes(sha256(bytes))]).toEqual([false, false])
      expect((await hub.hub.decisions.all())[0]?.payload.reason).toBe(canary)
    })

    test('a database of a newer version is refused by name', async () => {
      await hub.sql.query('insert into schema_version (version) values (99)')
      await expect(migrate(hub.sql)).rejects.toMatchObject({ code: 'hub.newer_database', facts: { found: 99, known: (await readdir(MIGRATIONS)).length } })
      await hub.sql.query('delete from schema_version where version = 99')
      await migrate(hub.sql)
    })
  })
})
