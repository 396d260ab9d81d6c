import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EventContent } from '../../contract/event.ts'
import { serveHub, type ServedHub } from '../../hub/serve.ts'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import type { House } from '../../workstation/house.ts'
import { createItemHistory } from '../../workstation/review/history.ts'
import { sha256 } from '../support/chain.ts'
import { chance } from '../support/chance.ts'
import { PGLITE } from '../support/hub-stores.ts'
import { succeed } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'
import { killAll, startWaiting, workUntilKilled } from './support/to-be-killed.ts'

/**
 * Law 4 and promise 6, on one side: the whole workstation, killed while it takes in, unpacks, analyses, decides, withdraws, reads lists and talks to a
 * hub that lives on. Both sides killed: whole-way-kills.test.ts. The store alone: workstation/store/crash.test.ts.
 */

const KILLS = rounds('KILLS', 6)
/** A log that grows for ever would be read again after each kill. */
const KILLS_A_PROFILE = 40

let hub: TestHub
let served: ServedHub
const root = mkdtempSync(join(tmpdir(), 'paravent-kill-'))
beforeAll(async () => {
  hub = await openTestHub(PGLITE)
  served = await serveHub({ hub: hub.hub, close: async () => undefined }, {})
  await hub.person('supervisor', 'amelie')
}, 60_000)
afterAll(async () => {
  killAll()
  await served.close()
  await hub.close()
  rmSync(root, { recursive: true, force: true })
})

/** What the workstation acknowledged before its kills, over all rounds of a profile. */
interface Acknowledged {
  taken: Set<string>
  decided: Set<string>
  withdrawn: Set<string>
  /** Entries by list. */
  listed: Map<string, number>
  /** What the hub was given for it, by the report's id: digests of its media. */
  reported: Map<string, string[]>
}

function remember(told: string, acknowledged: Acknowledged): void {
  for (const line of told.split('\n').slice(0, -1)) {
    const [what, ...ids] = line.split(' ')
    if (what === 'taken' || what === 'decided' || what === 'withdrawn') for (const id of ids) acknowledged[what].add(id)
    if (what === 'listed') acknowledged.listed.set(ids[0]!, Number(ids[1]))
  }
}

const openAt = (profile: string, over: Parameters<typeof openTestWorkstation>[0] = {}): TestWorkstation =>
  openTestWorkstation({ profile, hubUrl: served.url, ports: { deviceSecret: fileDeviceSecret(profile) }, ...over })

async function makeProfile(profile: string): Promise<void> {
  const t = openAt(profile, { fetch })
  const { code } = await hub.hub.people.makeCode('amelie')
  await succeed(t, 'POST', '/api/set-up', { hubUrl: served.url, login: 'amelie', password: 'secret', code, passphrase: PASSPHRASE })
  await t.close()
}

/** A report of two files that comes by the hub. */
async function submitReport(round: number, acknowledged: Acknowledged): Promise<void> {
  const files = [0, 1].map((part) => Buffer.from(`of the hub ${round} ${part} ${v7()} `.repeat(2000)))
  for (const bytes of files) await hub.hub.media.put(sha256(bytes), [new Uint8Array(bytes)][Symbol.iterator]() as never)
  const id = v7()
  const names = { id, reference: `2026-${round}`, origin: 'hub', source: 'partner_hotline', receivedAt: hub.now, createdAt: hub.now } as const
  const report = { ...names, text: `letter ${round}`, urls: [], contact: null, suspectedInfraction: null, violent: false, externalScore: null }
  const items = files.map((bytes, i) => ({ id: v7(), url: null, media: [{ sha256: sha256(bytes), name: `${i}.bin`, bytes: bytes.length }] }))
  await hub.hub.reports.submit({ report, items })
  acknowledged.reported.set(id, files.map(sha256))
}

/** Opens what the kill left, as the next start does, and holds it to the law. */
async function inspect(profile: string, check: (house: House) => Promise<void>): Promise<void> {
  const t = openAt(profile)
  t.stub.trouble = 'unreachable'
  try {
    await check(await t.workstation.unlock('amelie', PASSPHRASE))
  } finally {
    await t.close()
  }
}

async function expectLawHolds({ store, audit, vault, intake, queue, hashLists }: House, profile: string, { taken, decided, withdrawn, listed }: Acknowledged): Promise<void> {
  await intake.resume()
  const rows = <T>(sql: string): T[] => store.db.prepare<[], T>(sql).all()
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(store.db.pragma('foreign_key_check')).toEqual([])
  store.db.exec(`insert into item_text (item_text) values ('integrity-check')`)
  expect(await audit.verify()).toMatchObject({ intact: true })
  const events = rows<{ bytes: string }>('select bytes from event order by sequence').map(({ bytes }) => EventContent.parse(JSON.parse(bytes)))

  const decisions = rows<{ id: string; withdrawn_at: string | null }>('select id, withdrawn_at from decision')
  const held = new Set(decisions.map(({ id }) => id))
  expect([...decided].filter((id) => !held.has(id)), 'acknowledged decisions that are lost').toEqual([])
  expect([...held].sort(), 'a decision for each event, and an event for each decision').toEqual(events.flatMap(({ type, id }) => (type === 'decision.made' ? [id] : [])).sort())
  const gone = decisions.filter(({ withdrawn_at }) => withdrawn_at !== null).map(({ id }) => id)
  expect([...withdrawn].filter((id) => !gone.includes(id)), 'acknowledged withdrawals that are lost').toEqual([])
  expect(events.flatMap((event) => (event.type === 'decision.withdrawn' ? [event.payload.decisionId] : [])).sort()).toEqual(gone.sort())

  const items = rows<{ id: string; taken_in: number; origin: string }>('select item.id, taken_in, origin from item join report on report.id = report_id')
  expect(items.filter((item) => item.taken_in === 0), 'items of an intake that ended by halves').toEqual([])
  expect([...taken].filter((id) => !items.some((item) => item.id === id)), 'acknowledged items that are lost').toEqual([])
  const told = events.flatMap((event) => (event.type === 'report.taken_in' ? event.payload.items.map(({ id }) => id) : []))
  expect(items.filter(({ origin }) => origin === 'local').map(({ id }) => id).sort()).toEqual(told.sort())
  const { standingOf } = createItemHistory(store.db)
  const places = items.map(({ id }) => [id, queue.entry(id)?.state])
  expect(places, 'each item where its history puts it').toEqual(items.map(({ id }) => [id, standingOf(id).state]))
  for (const { sha256: name, bytes } of rows<{ sha256: string; bytes: number }>('select sha256, bytes from media where here = 1')) expect(await vault.bytes(name)).toBe(bytes)
  expect(readdirSync(join(profile, 'vault', 'incoming'))).toEqual([])
  expect(rows('select 1 from media m left join analysis a on a.sha256 = m.sha256 where m.here = 1 and a.sha256 is null'), 'files that nobody will analyse').toEqual([])

  await hashLists.settled()
  expect(hashLists.all().filter(({ state }) => state === 'importing'), 'lists that nobody reads any more').toEqual([])
  const ready = rows<{ id: string; revision: string; told: number }>(`select id, revision, entries as told from hash_list where state = 'ready'`)
  const entries = new Map(ready.map(({ id }) => [id, [...hashLists.exported(id, 'ndjson')].length]))
  expect(ready.filter(({ id, told }) => entries.get(id) !== told), 'lists that are ready by halves').toEqual([])
  expect([...listed].filter(([id, told]) => entries.get(id) !== told), 'acknowledged lists that are lost').toEqual([])
  // A list may have its index beside its file.
  const files = readdirSync(join(profile, 'lists')).filter((name) => !ready.some(({ id }) => name === `${id}.index`))
  expect(files.sort(), 'a file for each list, and no other').toEqual(ready.map(({ id, revision }) => `${id}.${revision}.db`).sort())
}

/** The same profile with its hub again: all is sent, once, and all that the hub has for it is here. */
async function expectConverged(profile: string, { decided, withdrawn, reported }: Acknowledged): Promise<void> {
  const t = openAt(profile, { fetch })
  try {
    const { store, deviceId, sync, vault, analysis } = await t.workstation.unlock('amelie', PASSPHRASE)
    for (let tries = 0; tries < 100 && (await sync.now()).state !== 'sent'; tries += 1) await new Promise((done) => setTimeout(done, 50))
    expect(sync.state()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
    const own = await hub.sql.query<{ id: string }>('select id from event where device_id = $1 order by sequence', [deviceId])
    expect(own.map(({ id }) => id)).toEqual(store.db.prepare<[], string>('select id from event order by sequence').pluck().all())
    const all = await hub.hub.decisions.all()
    expect([...decided].filter((id) => all.filter((decision) => decision.id === id).length !== 1)).toEqual([])
    expect([...withdrawn].filter((id) => all.find((decision) => decision.id === id)?.withdrawn !== true)).toEqual([])
    const here = new Set(store.db.prepare<[], string>(`select id from report where origin = 'hub'`).pluck().all())
    expect([...reported.keys()].filter((id) => !here.has(id)), 'reports of the hub that did not come').toEqual([])
    for (const digest of [...reported.values()].flat()) await expect.poll(() => vault.has(digest), { timeout: 10_000 }).toBe(true)
    await analysis.idle()
    expect(store.db.prepare(`select state, count(*) from analysis where state <> 'ready' group by state`).all()).toEqual([])
    expect(await hub.hub.decisions.quarantine()).toEqual([])
  } finally {
    await t.close()
  }
}

test(`killed ${KILLS} times amid all its work, the workstation has all that it acknowledged, once, a whole log and no half of anything; its hub too`, async () => {
  const random = chance()
  const total = { kills: 0, met: 0, decided: 0, taken: 0, listed: 0 }
  for (let number = 0; total.kills < KILLS; number += 1) {
    const profile = join(root, String(number))
    await makeProfile(profile)
    const acknowledged: Acknowledged = { taken: new Set(), decided: new Set(), withdrawn: new Set(), listed: new Map(), reported: new Map() }
    let next = startWaiting('crash-workstation.ts', profile, String(total.kills))
    for (let kill = 0; kill < KILLS_A_PROFILE && total.kills < KILLS; kill += 1) {
      await submitReport(total.kills, acknowledged)
      const before = acknowledged.decided.size + acknowledged.taken.size
      remember(await workUntilKilled(next, 1 + Math.floor(random() * 20), random() * 30), acknowledged)
      total.kills += 1
      if (acknowledged.decided.size + acknowledged.taken.size > before) total.met += 1
      next = startWaiting('crash-workstation.ts', profile, String(total.kills))
      await inspect(profile, (house) => expectLawHolds(house, profile, acknowledged))
    }
    next.kill('SIGKILL')
    await expectConverged(profile, acknowledged)
    for (const what of ['decided', 'taken', 'listed'] as const) total[what] += acknowledged[what].size
    rmSync(profile, { recursive: true })
  }
  // The kills did fall into the work.
  expect(total.met).toBeGreaterThan(KILLS / 2)
  expect(total.decided).toBeGreaterThan(KILLS)
  tellMeasured(`${total.kills} kills of the workstation amid ${total.taken} items, ${total.decided} decisions and ${total.listed} lists that it had acknowledged: 0 lost, 0 doubled, 0 halves`)
}, 7_200_000)
