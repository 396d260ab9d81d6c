import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Decided } from '../../contract/api.ts'
import type { EventContent } from '../../contract/event.ts'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { chance } from '../support/chance.ts'
import { importList, succeed, takeIn, whenAnalysed } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openSmallDisk, whyNoSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/**
 * A disk that is really full, at any act. A refused write at each place where it may come: workstation/store/store.test.ts,
 * workstation/vault/full-disk.test.ts. A full PostgreSQL: tests/contract/hub-postgres-failures.test.ts.
 */

const FILLINGS = rounds('FILLINGS', 5)
const why = whyNoSmallDisk()

describe.skipIf(why !== null)(`on a disk of 16 MiB${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let disk: SmallDisk
  let t: TestWorkstation
  beforeEach(() => {
    // What is told there as not written is what this test is about.
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    disk = openSmallDisk(16)
    const profile = join(disk.folder, 'profile')
    t = openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await t.close()
    disk.close()
  })

  test(`full ${FILLINGS} times amid intakes, decisions, lists, locks and sign-ins: each act is done or says that the disk is full, and all goes on when there is room`, async () => {
    const random = chance()
    await t.setUp('amelie', 'supervisor')
    const acknowledged = { items: new Set<string>(), decisions: new Set<string>(), lists: new Set<string>() }
    const refused: string[] = []
    let made = 0

    const intake = async (): Promise<void> => {
      const files = [1, 2].map((part) => ({ name: `${part}.bin`, bytes: Buffer.alloc(Math.floor(random() * 60_000) + 1, `${(made += 1)} `) }))
      for (const id of (await takeIn(t, files, { text: `report ${made}` })).itemIds) acknowledged.items.add(id)
    }
    const decide = async (): Promise<void> => {
      const { rows } = await succeed<{ rows: { id: string }[] }>(t, 'GET', '/api/queue?limit=5')
      for (const { id } of rows) acknowledged.decisions.add((await succeed<Decided>(t, 'POST', `/api/items/${id}/decisions`, { outcome: 'not_illegal', reason: 'r'.repeat(900) })).decision.id)
    }
    const list = async (): Promise<void> => {
      const rows = Array.from({ length: 300 }, (_, i) => `md5,${createHash('md5').update(`${made} ${i}`).digest('hex')},A,ref,,`)
      acknowledged.lists.add(await importList(t, { name: `${(made += 1)}`, trust: 'verified', rows }))
    }
    const again = async (): Promise<void> => {
      await succeed(t, 'POST', '/api/lock')
      await t.signIn('amelie').catch(async (error: Error) => {
        // Who was not let in left nothing open behind.
        expect((await t.call('GET', '/api/status')).body.state).toBe('locked')
        throw error
      })
    }
    const acts = [intake, decide, list, again]

    for (let filling = 0; filling < FILLINGS; filling += 1) {
      await intake()
      disk.fill(Math.floor(random() * 150_000))
      for (let n = 0; n < 6; n += 1) {
        const act = acts[Math.floor(random() * acts.length)]!
        await act().catch((error: Error) => void refused.push(error.message))
      }
      disk.free()
      // An act that the disk ended may have left nobody signed in.
      await t.signIn('amelie')
      await decide()
    }

    // Of a list it cannot even be written that it failed: that waits for room.
    expect(refused.filter((message) => !/disk\.full|session\.locked|the list did not become ready/.test(message))).toEqual([])
    const lists = async (): Promise<string[]> =>
      (await succeed<{ lists: { state: string; failure: string | null }[] }>(t, 'GET', '/api/lists')).lists.map(({ state, failure }) => `${state} ${failure}`)
    await expect.poll(lists, { timeout: 15_000 }).not.toContain('importing null')
    expect((await lists()).filter((list) => !['ready null', 'failed disk.full', 'failed list.interrupted'].includes(list))).toEqual([])
    expect(refused.length).toBeGreaterThan(FILLINGS / 2)
    await whenAnalysed(t)
    const { store, audit, vault, intake: intakes } = await t.workstation.unlock('amelie', PASSPHRASE)
    await intakes.resume()
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(await audit.verify()).toMatchObject({ intact: true })
    const ids = (sql: string): Set<string> => new Set(store.db.prepare<[], string>(sql).pluck().all())
    const lost = [
      [...acknowledged.items].filter((id) => !ids('select id from item where taken_in = 1').has(id)),
      [...acknowledged.decisions].filter((id) => !ids('select id from decision').has(id)),
      [...acknowledged.lists].filter((id) => !ids(`select id from hash_list where state = 'ready'`).has(id)),
    ]
    expect(lost).toEqual([[], [], []])
    expect([...ids('select item_id from decision')]).toHaveLength(ids('select id from decision').size)
    for (const sha256 of ids('select sha256 from media where here = 1')) expect(await vault.bytes(sha256)).toBeGreaterThan(0)
    await t.signIn('amelie')
    expect(await succeed(t, 'POST', '/api/sync')).toMatchObject({ state: 'sent', waiting: 0 })
    const sent = t.stub.events.filter((event): event is EventContent & { type: 'decision.made' } => event.type === 'decision.made').map(({ id }) => id)
    expect(sent.sort()).toEqual([...ids('select id from decision')].sort())
    tellMeasured(`${FILLINGS} times full, ${refused.length} acts refused as disk.full; ${acknowledged.items.size} items, ${acknowledged.decisions.size} decisions, ${acknowledged.lists.size} lists acknowledged: 0 lost, 0 doubled`)
  }, 600_000)
})
