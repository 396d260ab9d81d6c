import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { EventContent } from '../../contract/event.ts'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import type { House } from '../../workstation/house.ts'
import { openTestWorkstation, PASSPHRASE } from '../support/workstation.ts'

/**
 * Law 4: a decision that the screen acknowledged is never lost and never counted twice. Here: the whole workstation, killed while it takes in and
 * decides. Between workstation and hub: tests/contract/hub-histories.test.ts. Both, in a browser: tests/e2e/whole-way.test.ts.
 */

const KILLS = 15
const profile = mkdtempSync(join(tmpdir(), 'paravent-kill-'))
afterAll(() => rmSync(profile, { recursive: true, force: true }))

/** What the workstation acknowledged before a kill, over all rounds. */
interface Acknowledged {
  taken: Set<string>
  decided: Set<string>
  withdrawn: Set<string>
}

/** Runs the workstation until it is killed: so many milliseconds after it acknowledged so much, in the midst of what comes next. */
function workUntilKilled(round: number, lines: number, milliseconds: number, acknowledged: Acknowledged): Promise<void> {
  const child = spawn(process.execPath, [resolve('tests/support/crash-workstation.ts'), profile, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  let dying = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (dying || told.split('\n').length <= lines) return
    dying = true
    setTimeout(() => child.kill('SIGKILL'), milliseconds)
  })
  return new Promise((done, failed) => {
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') return failed(new Error(`the workstation ended by itself with ${code}`))
      for (const line of told.split('\n').slice(0, -1)) {
        const [what, ...ids] = line.split(' ')
        if (what === 'taken' || what === 'decided' || what === 'withdrawn') for (const id of ids) acknowledged[what].add(id)
      }
      done()
    })
  })
}

/** Opens what the kill left, as the next start does, and holds it to the law. */
async function inspect(check: (house: House) => Promise<void>): Promise<void> {
  const t = openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
  t.stub.trouble = 'unreachable'
  try {
    await check(await t.workstation.unlock('amelie', PASSPHRASE))
  } finally {
    await t.close()
  }
}

async function expectLawHolds({ store, audit, vault, intake, queue }: House, { taken, decided, withdrawn }: Acknowledged): Promise<void> {
  await intake.resume()
  const rows = <T>(sql: string): T[] => store.db.prepare<[], T>(sql).all()
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(store.db.pragma('foreign_key_check')).toEqual([])
  expect(await audit.verify()).toMatchObject({ intact: true })
  const events = rows<{ bytes: string }>('select bytes from event order by sequence').map(({ bytes }) => EventContent.parse(JSON.parse(bytes)))

  const decisions = rows<{ id: string; withdrawn_at: string | null }>('select id, withdrawn_at from decision')
  const held = new Set(decisions.map(({ id }) => id))
  expect([...decided].filter((id) => !held.has(id)), 'acknowledged decisions that are lost').toEqual([])
  expect([...held].sort(), 'a decision for each event, and an event for each decision').toEqual(events.flatMap(({ type, id }) => (type === 'decision.made' ? [id] : [])).sort())
  const gone = decisions.filter(({ withdrawn_at }) => withdrawn_at !== null).map(({ id }) => id)
  expect([...withdrawn].filter((id) => !gone.includes(id)), 'acknowledged withdrawals that are lost').toEqual([])
  expect(events.flatMap((event) => (event.type === 'decision.withdrawn' ? [event.payload.decisionId] : [])).sort()).toEqual(gone.sort())

  const items = rows<{ id: string; taken_in: number }>('select id, taken_in from item')
  expect(items.filter((item) => item.taken_in === 0), 'items of an intake that ended by halves').toEqual([])
  expect([...taken].filter((id) => !items.some((item) => item.id === id)), 'acknowledged items that are lost').toEqual([])
  const told = events.flatMap((event) => (event.type === 'report.taken_in' ? event.payload.items.map(({ id }) => id) : []))
  expect(items.map(({ id }) => id).sort()).toEqual(told.sort())
  for (const { id } of items) expect(queue.entry(id), id).not.toBeNull()
  for (const { sha256, bytes } of rows<{ sha256: string; bytes: number }>('select sha256, bytes from media where here = 1')) expect(await vault.bytes(sha256)).toBe(bytes)
  expect(readdirSync(join(profile, 'vault', 'incoming'))).toEqual([])
}

test(`killed ${KILLS} times amid intakes and decisions, the workstation has all that it acknowledged, once, a whole log and no half of anything`, async () => {
  const acknowledged: Acknowledged = { taken: new Set(), decided: new Set(), withdrawn: new Set() }
  let before = 0
  let rounds = 0
  for (let round = 0; round < KILLS; round += 1) {
    await workUntilKilled(round, 1 + Math.floor(Math.random() * 25), Math.random() * 30, acknowledged)
    await inspect((house) => expectLawHolds(house, acknowledged))
    if (acknowledged.decided.size > before) rounds += 1
    before = acknowledged.decided.size
  }
  // The kills did fall into the work.
  expect(rounds).toBeGreaterThan(KILLS / 3)
  expect(acknowledged.withdrawn.size).toBeGreaterThan(3)
}, 120_000)
