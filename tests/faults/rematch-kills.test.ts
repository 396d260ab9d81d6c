import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import type { House } from '../../workstation/house.ts'
import { chance } from '../support/chance.ts'
import { writeQueued } from '../support/queued-items.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestWorkstation, PASSPHRASE } from '../support/workstation.ts'
import { killAll, startWaiting, workUntilKilled } from './support/to-be-killed.ts'

/** A verified list comes, and is looked for among what was queued before; the workstation is killed in the midst of it, again and again. */

const KILLS = rounds('REMATCH_KILLS', 4)
const MEDIA = 3000
/** Steps of 64 media before a kill, at most: some kills fall into each profile. */
const MOST_STEPS = 16

const root = mkdtempSync(join(tmpdir(), 'paravent-rematch-'))
const QUEUED = join(root, 'queued')

async function inside<T>(profile: string, work: (house: House) => Promise<T>): Promise<T> {
  const t = openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
  t.stub.trouble = 'unreachable'
  try {
    return await work(await t.workstation.unlock('amelie', PASSPHRASE))
  } finally {
    await t.close()
  }
}

/** A copy of the profile in which all is queued and no list is. */
function copyOf(name: string): string {
  const profile = join(root, name)
  cpSync(QUEUED, profile, { recursive: true })
  return profile
}

interface Stretch {
  /** Media that were looked at when it began, and the last of which it told. */
  reached: number
  looked: number
  /** Matches that stood when it began. */
  found: string[]
  done: boolean
}

/** Starts, and works for so many steps and milliseconds until it is killed. */
async function stretch(profile: string, steps: number, milliseconds: number): Promise<Stretch> {
  const lines = (await workUntilKilled(startWaiting('crash-rematch.ts', profile, String(MEDIA)), 1 + steps, milliseconds)).split('\n').slice(0, -1)
  const words = lines.map((line) => line.split(' '))
  const [[, reached = '', ...found] = []] = words
  const looked = words.findLast(([what]) => what === 'looked')?.[1] ?? reached
  return { reached: Number(reached), looked: Number(looked), found, done: lines.includes('done') }
}

/** All that the list brought, once nothing is left to do. */
async function outcome({ matching, store }: House): Promise<{ matches: unknown[]; entries: unknown[]; ids: Set<string> }> {
  await matching.settled()
  const all = (sql: string): unknown[] => store.db.prepare(sql).raw().all()
  expect([all('select * from rematch'), all('select * from match_pending')], 'what still waits').toEqual([[], []])
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
  return {
    matches: all('select sha256, entry_id, kind, certainty, algorithm, distance, view, entry_view from match order by sha256, entry_id, algorithm'),
    entries: all(`select item_id, known, json_extract(prequalification, '$.kind'), rank, json_extract(moved, '$.because') from queue_entry order by item_id`),
    ids: new Set(store.db.prepare<[], string>('select id from match').pluck().all()),
  }
}

let undisturbed: Awaited<ReturnType<typeof outcome>>
beforeAll(async () => {
  const t = openTestWorkstation({ profile: QUEUED, ports: { deviceSecret: fileDeviceSecret(QUEUED) } })
  await t.setUp('amelie', 'supervisor')
  const house = await t.workstation.unlock('amelie', PASSPHRASE)
  for (const writing = writeQueued(house, 0, MEDIA, t.ports.clock.now()); writing.next().done !== true; );
  await t.close()
  const profile = copyOf('undisturbed')
  // Killed when all is done.
  await stretch(profile, MEDIA, 0)
  undisturbed = await inside(profile, outcome)
}, 300_000)
afterAll(() => {
  killAll()
  rmSync(root, { recursive: true, force: true })
})

test(`killed ${KILLS} times while a list reaches ${MEDIA} queued media, it goes on each time from the place reached, and all that an undisturbed one finds is found, once`, async () => {
  // The list knows each fifth.
  expect(undisturbed.matches).toHaveLength(MEDIA / 5)
  const random = chance()
  let [kills, midst] = [0, 0]
  for (let number = 0; kills < KILLS; number += 1) {
    const profile = copyOf(String(number))
    const seen = new Set<string>()
    let last: Stretch = { reached: 0, looked: 0, found: [], done: false }
    while (!last.done && kills < KILLS) {
      const next = await stretch(profile, 1 + Math.floor(random() * MOST_STEPS), random() * 20)
      kills += 1
      expect(next.reached, 'from the place reached').toBeGreaterThanOrEqual(last.looked)
      for (const id of next.found) seen.add(id)
      if (next.looked > 0 && !next.done) midst += 1
      last = next
    }
    const { matches, entries, ids } = await inside(profile, outcome)
    expect(matches).toEqual(undisturbed.matches)
    expect(entries).toEqual(undisturbed.entries)
    expect([...seen].filter((id) => !ids.has(id)), 'matches that were found anew').toEqual([])
    rmSync(profile, { recursive: true })
  }
  // The kills did fall into the work.
  expect(midst).toBeGreaterThan(KILLS / 2)
  tellMeasured(`${kills} kills amid a list of 2,600 entries that reaches ${MEDIA} queued media (${midst} in the midst of it): each start went on from the place reached, each match is there, none twice`)
}, 7_200_000)
