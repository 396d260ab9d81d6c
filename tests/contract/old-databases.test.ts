import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventName } from '../../hub/events/event-name.ts'
import { createHub } from '../../hub/hub.ts'
import { hashPassword } from '../../hub/people/password.ts'
import { createRecordSeal } from '../../hub/sealing/record.ts'
import type { Database } from '../../hub/store/sql.ts'
import { createEventTable } from '../../workstation/audit/audit.store.ts'
import { createOutbox } from '../../workstation/audit/outbox.store.ts'
import { verifyLog } from '../../workstation/audit/verify-log.ts'
import { createPeople } from '../../workstation/people/people.store.ts'
import { createItemHistory } from '../../workstation/review/history.ts'
import { openStore } from '../../workstation/store/store.ts'
import { Chain, decisionPayload, pairOf } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'

/** Databases of the first version, which knew no signatures, with the rows of a working day in them. */

const KEY = new Uint8Array(32).fill(9)
const time = '2026-01-05T09:00:00.000Z'
let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paravent-old-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('a workstation’s database of the first version', () => {
  test('keeps people, decisions and events; what was never signed is told as such, and goes to the hub as it is', async () => {
    const first = join(folder, 'first')
    mkdirSync(first)
    cpSync('workstation/store/migrations/0001_the_house.sql', join(first, '0001_the_house.sql'))
    const file = join(folder, 'paravent.db')
    const person = { id: v7(), login: 'anna', name: 'Anna', role: 'analyst' } as const
    const chain = new Chain()
    const events = [1, 2, 3].map(() => ({ previous: chain.previous, ...chain.next(person.id, 'decision.made', decisionPayload()) }))
    const old = openStore({ file, key: KEY, migrations: first })
    old.db.prepare('insert into person (id, login, name, role, here) values (?, ?, ?, ?, 1)').run(person.id, person.login, person.name, person.role)
    for (const [at, { id, hash, previous, bytes }] of events.entries()) {
      old.db.prepare('insert into event (sequence, id, type, hash, previous, bytes, hub_status) values (?, ?, ?, ?, ?, ?, ?)').run(at + 1, id, 'decision.made', hash, previous, bytes, at === 0 ? 'accepted' : null)
      old.db
        .prepare(`insert into decision values (?, ?, ?, 'Anna', 'gone', '[]', '[]', '', 'viewed', '1', ?, null, ?, 'decided')`)
        .run(id, `item ${at}`, person.id, time, chain.deviceId)
    }
    old.close()

    const store = openStore({ file, key: KEY, migrations: 'workstation/store/migrations' })
    expect(store.schemaVersion).toBeGreaterThan(1)
    const people = createPeople({ store })
    expect([people.find(person.id), people.removed()]).toEqual([person, []])
    expect(createItemHistory(store.db).decisions('item 2')).toMatchObject([{ id: events[2]!.id, outcome: 'gone', personName: 'Anna', madeAt: time }])
    const table = createEventTable(store.db)
    expect(table.after(0, 10).map(({ hash, bytes, signature }) => ({ hash, bytes, signature }))).toEqual(events.map(({ hash, bytes }) => ({ hash, bytes, signature: '' })))
    expect(createOutbox(store.db).unsent(10).map(({ id, bytes, signature }) => ({ id, bytes, signature }))).toEqual(
      events.slice(1).map(({ id, bytes }) => ({ id, bytes, signature: '' })),
    )
    people.addKey(person.id, { deviceId: chain.deviceId, publicKey: pairOf(person.id).publicKey })
    expect(await verifyLog(table, (id) => people.keysOf(id, chain.deviceId), null)).toEqual({ intact: false, sequence: 1, fault: 'forged' })
    store.close()
  })
})

await describeOnEachStore((kind) => {
  let sql: Database
  beforeAll(async () => void (sql = await kind.open()), 60_000)
  afterAll(() => sql.close())

  test('a hub’s database of the first version keeps people, decisions and feed; who signed in there enrols anew and the chain goes on', { timeout: 60_000 }, async () => {
    const seal = createRecordSeal(KEY)
    const anna = { id: v7(), login: 'anna', name: 'Anna', role: 'analyst' } as const
    const chain = new Chain()
    const made = [1, 2].map(() => ({ previous: chain.previous, ...chain.next(anna.id, 'decision.made', decisionPayload({ reason: 'before' })) }))
    await sql.run(readFileSync('hub/store/migrations/0001_the_hub.sql', 'utf8'))
    await sql.run('create table schema_version (version integer primary key, applied_at timestamptz not null default now()); insert into schema_version (version) values (1)')
    const passwordHash = await hashPassword('secret', { memoryKib: 8, passes: 1 })
    await sql.query('insert into person values ($1, $2, $3, $4, $5, $6)', [anna.id, anna.login, anna.name, anna.role, passwordHash, time])
    await sql.query('insert into device values ($1, $2, $3, 2, $4)', [chain.deviceId, 'desk', time, chain.previous])
    await sql.query('insert into device_person values ($1, $2, $3)', [chain.deviceId, anna.id, time])
    for (const [at, { id, hash, previous, bytes }] of made.entries()) {
      await sql.query(
        `insert into event (device_id, sequence, id, hash, previous, type, person_id, decision_id, sealed, received_at) values ($1, $2, $3, $4, $5, 'decision.made', $6, $3, $7, $8)`,
        [chain.deviceId, at + 1, id, hash, previous, anna.id, seal.seal(eventName(id), bytes), time],
      )
      await sql.query(`insert into change (position, kind, event_id, device_id) values ($1, 'event', $2, $3)`, [at + 1, id, chain.deviceId])
    }
    await sql.run('update feed_head set position = 2')

    const hub = await createHub({ sql, key: KEY, mediaDir: join(folder, 'media'), clock: { now: () => time }, ids: { next: () => v7() }, demonstration: false })
    expect((await hub.decisions.all()).map(({ id, payload }) => `${id} ${payload.reason}`)).toEqual(made.map(({ id }) => `${id} before`))
    const device = { id: chain.deviceId, name: 'desk' }
    await expect(hub.people.signIn({ login: 'anna', password: 'secret', device })).rejects.toMatchObject({ code: 'hub.not_enrolled' })
    const { code } = await hub.people.makeCode('anna')
    const { token } = await hub.people.enrol({ login: 'anna', password: 'secret', device, code, publicKey: pairOf(anna.id).publicKey })
    const ask = async (method: string, path: string, body?: unknown): Promise<any> => {
      const init = { method, headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      return (await hub.fetch(new Request(`http://hub${path}`, init))).json()
    }
    const next = chain.next(anna.id, 'decision.made', decisionPayload())
    expect(await ask('POST', '/v1/events', { deviceId: chain.deviceId, events: [next] })).toMatchObject({ results: [{ status: 'accepted' }] })
    expect((await ask('GET', '/v1/changes?after=0')).changes.map(({ kind }: { kind: string }) => kind)).toEqual(['person'])
    // Receipts begin with this version: what stood before the first of them is vouched for by nobody, and that is said.
    expect(await hub.audit.verify(null)).toEqual({ intact: false, receipt: 1, deviceId: chain.deviceId, sequence: 3, fault: 'changed' })
    await hub.close()
  })
})
