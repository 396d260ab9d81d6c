import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { SyncState } from '../../contract/signals.ts'
import { previewPorts } from '../../preview/ports.ts'
import { createWorkstation } from '../../workstation/workstation.ts'
import { freePort } from '../e2e/support/free-port.ts'
import { makeHubPlace, STORES, type HubPlace } from '../e2e/support/hub-places.ts'
import { startWorkstation, type Machine } from '../e2e/support/machines.ts'
import { chance } from '../support/chance.ts'
import { succeed } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openPreviewDoor, type PreviewDoor } from './support/preview-door.ts'
import { nothingYet, workAsAnalyst, workAsSupervisor, type Acknowledged } from './support/work.ts'

/**
 * Promise 5 over the whole way: `npm start` and `npm run hub` as their own processes, either of them (or PostgreSQL) killed at a random moment again and
 * again, while people work. The page's calls go through the preview's HTTP door; the page itself, in Chromium, is in tests/e2e/whole-way.test.ts.
 */

const KILLS = Math.ceil(rounds('WAY_KILLS', 4) / STORES.length)
/** Work between two kills, in ms: an act takes some tens. */
const LONGEST_WORK_MS = 1200
const KARIM = { login: 'karim', password: 'the hub of karim', passphrase: 'un train bleu vers la mer' }
const HELENE = { login: 'helene', password: 'the hub of helene', passphrase: 'trois oranges sur la table' }

interface Way {
  readonly place: HubPlace
  readonly port: number
  readonly profile: string
  hub: Machine
  workstation: Machine
  door: PreviewDoor
  /** Whether the workstation was killed: the page's call that it breaks off is no failure. */
  killed: boolean
}

async function openWay(place: HubPlace, folder: string): Promise<Way> {
  const port = await freePort()
  const { hub: made, close } = await place.open()
  await made.people.add({ id: v7(), login: KARIM.login, name: 'Karim Benali', role: 'analyst' }, KARIM.password)
  await made.people.add({ id: v7(), login: HELENE.login, name: 'Hélène Roux', role: 'supervisor' }, HELENE.password)
  const codes = [await made.people.makeCode(KARIM.login), await made.people.makeCode(HELENE.login)]
  await close()
  const hub = await place.start(port)
  const profile = join(folder, 'profile')
  const workstation = await startWorkstation(profile, hub.address)
  const door = await openPreviewDoor(workstation)
  const { token } = await succeed<{ token: string }>(door, 'POST', '/api/set-up', { hubUrl: hub.address, ...KARIM, code: codes[0]?.code })
  door.token = token
  await succeed(door, 'POST', '/api/people', { ...HELENE, code: codes[1]?.code })
  return { place, port, profile, hub, workstation, door, killed: false }
}

/** People at the page, the one after the other, until the workstation is killed or `over` says so. */
async function work(way: Way, random: () => number, acknowledged: Acknowledged, over: () => boolean): Promise<void> {
  try {
    while (!over()) {
      await way.door.signIn(KARIM.login, KARIM.passphrase)
      for (let turns = 0; turns < 3 && !over(); turns += 1) await workAsAnalyst(way.door, random, acknowledged)
      await way.door.signIn(HELENE.login, HELENE.passphrase)
      if (!over()) await workAsSupervisor(way.door, random, acknowledged)
    }
  } catch (error) {
    if (!way.killed) throw error
  }
}

async function kill(way: Way, what: 'workstation' | 'hub' | 'database'): Promise<void> {
  if (what === 'workstation') {
    way.killed = true
    await way.workstation.kill()
  } else if (what === 'hub') {
    await way.hub.kill()
    way.hub = await way.place.start(way.port)
  } else {
    await way.place.killDatabase?.()
  }
}

async function startAgain(way: Way): Promise<void> {
  way.workstation = await startWorkstation(way.profile, way.hub.address)
  way.door = await openPreviewDoor(way.workstation)
  way.killed = false
}

/** Work goes on until enough was acknowledged, however slow the machine; all that waits goes out; then both are stopped in order. */
async function settle(way: Way, random: () => number, acknowledged: Acknowledged): Promise<void> {
  await work(way, random, acknowledged, () => acknowledged.decisions.size > KILLS && acknowledged.looks.size > 0)
  await way.door.signIn(KARIM.login, KARIM.passphrase)
  await expect.poll(() => succeed<SyncState>(way.door, 'POST', '/api/sync'), { timeout: 60_000, interval: 200 }).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
  await way.workstation.stop()
  await way.hub.stop()
}

async function expectNothingLostOrDoubled({ place, profile }: Way, acknowledged: Acknowledged, kills: number): Promise<void> {
  const { hub, close } = await place.open()
  const workstation = createWorkstation(previewPorts({ profile, demonstration: null }))
  try {
    const { store, audit } = await workstation.unlock(KARIM.login, KARIM.passphrase)
    const ids = (sql: string): string[] => store.db.prepare<[], string>(sql).pluck().all()
    const held = await hub.decisions.all()
    expect(await hub.decisions.quarantine()).toEqual([])
    expect(await hub.audit.verify(null)).toMatchObject({ intact: true })
    expect(await audit.verify()).toMatchObject({ intact: true })
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')

    // What one side holds, the other does, each once.
    const of = `('decision.made', 'decision.withdrawn', 'second_look.given')`
    expect((await hub.decisions.events()).map(({ id }) => id).sort()).toEqual(ids(`select id from event where type in ${of}`).sort())
    expect(held.map(({ id }) => id).sort()).toEqual(ids('select id from decision').sort())
    expect(held.filter(({ withdrawn }) => withdrawn).map(({ id }) => id).sort()).toEqual(ids('select id from decision where withdrawn_at is not null').sort())

    const byId = new Map(held.map((decision) => [decision.id, decision]))
    expect([...acknowledged.decisions].filter((id) => !byId.has(id)), 'acknowledged decisions that are lost').toEqual([])
    expect([...acknowledged.withdrawn].filter((id) => byId.get(id)?.withdrawn !== true), 'acknowledged withdrawals that are lost').toEqual([])
    const verdicts = [...acknowledged.looks.keys()].map((id) => [id, ...(byId.get(id)?.secondLooks ?? []).map(({ verdict }) => verdict)])
    expect(verdicts, 'second looks, each once').toEqual([...acknowledged.looks])
    const here = new Set(ids('select id from item where taken_in = 1'))
    expect([...acknowledged.items].filter((id) => !here.has(id)), 'acknowledged items that are lost').toEqual([])
    const lists = new Set(ids(`select id from hash_list where state = 'ready'`))
    expect([...acknowledged.lists].filter((id) => !lists.has(id)), 'acknowledged lists that are lost').toEqual([])

    // An act that a kill cut off was done or not; nobody did more than one at a time.
    expect(held.length - acknowledged.decisions.size).toBeLessThanOrEqual(kills)
    const standing = Map.groupBy(held.filter(({ withdrawn }) => !withdrawn), ({ itemId }) => itemId)
    const isDecidedTwice = (decisions: typeof held): boolean => decisions.filter(({ secondLooks }) => secondLooks.every(({ verdict }) => verdict !== 'return')).length > 1
    expect([...standing.values()].filter(isDecidedTwice), 'items that are decided twice').toEqual([])
  } finally {
    await workstation.close()
    await close()
  }
}

const amount = ({ items, decisions }: Acknowledged): number => items.size + decisions.size

describe.each(STORES)('on %s', (store) => {
  test(`${KILLS} kills of either side while people work: nothing that was acknowledged is lost or doubled`, async ({ skip }) => {
    const random = chance()
    const folder = mkdtempSync(join(tmpdir(), 'paravent-way-kills-'))
    const place = await makeHubPlace(store, folder).catch((error: Error) => error)
    if (place instanceof Error) return skip(`no PostgreSQL can be started here: ${place.message}`)
    let way: Way | undefined
    const kinds = (['workstation', 'hub', ...(place.killDatabase === null ? [] : ['database'])] as ('workstation' | 'hub' | 'database')[])
    const count = { workstation: 0, hub: 0, database: 0 }
    const acknowledged = nothingYet()
    try {
      way = await openWay(place, folder)
      for (let done = 0; done < KILLS; ) {
        let over = false
        const working = work(way, random, acknowledged, () => over).finally(() => (over = true))
        // However slow the machine, each session has done something before it is hit.
        for (const before = amount(acknowledged); amount(acknowledged) === before && !over; ) await setTimeout(10)
        // The hub, or its database, may fall several times in one session of the workstation.
        for (let what = kinds[done % kinds.length]!; done < KILLS; what = kinds[Math.floor(random() * kinds.length)]!) {
          await Promise.race([setTimeout(50 + random() * LONGEST_WORK_MS), working])
          await kill(way, what)
          count[what] += 1
          done += 1
          if (what === 'workstation') break
        }
        over = true
        await working
        if (way.killed) await startAgain(way)
      }
      await settle(way, random, acknowledged)
      await expectNothingLostOrDoubled(way, acknowledged, count.workstation)
      expect(acknowledged.decisions.size).toBeGreaterThan(KILLS)
      const killed = Object.entries(count).filter(([, times]) => times > 0).map(([what, times]) => `${times} of the ${what}`)
      tellMeasured(`${store}: ${KILLS} kills (${killed.join(', ')}) amid ${acknowledged.decisions.size} decisions, ${acknowledged.looks.size} second looks and ${acknowledged.items.size} items acknowledged: 0 lost, 0 doubled, converged`)
    } finally {
      await way?.workstation.kill()
      await way?.hub.kill()
      await place.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  }, 3_600_000)
})
