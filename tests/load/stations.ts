import { rmSync } from 'node:fs'
import type { SyncState } from '../../contract/signals.ts'
import type { Role } from '../../contract/words.ts'
import { createMeta } from '../../workstation/store/meta.store.ts'
import { hubHead } from '../../workstation/sync/push.ts'
import { fillQueue } from '../support/filled-queue.ts'
import { seeded } from '../support/made-pictures.ts'
import { succeed } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'
import { answerParent } from './answer-parent.ts'
import { createPerson, type Done, type Person } from './person.ts'

/**
 * Whole workstations in one process, each with its profile, its database and its person; the analyzer is the fake one, for no picture is decoded
 * here, and the derivation of keys is cheap. They speak to the hub over HTTP. Asked by load.test.ts.
 */

export interface NewStation {
  login: string
  role: Role
  password: string
  code: string
  /** Where its profile goes. */
  profile: string
  /** Numbers of the queued items that it begins with (queued-items.ts). */
  items: readonly [from: number, to: number]
  /** Of its person, from one item to the next. */
  paceMs: number
}

/** What a workstation holds when all is over. */
export interface Held {
  deviceId: string
  /** Ids of its own log, in order. */
  events: string[]
  /** Ids of all decisions that it knows, in order of their id; and of those, the withdrawn. */
  decisions: string[]
  withdrawn: string[]
  intact: boolean
  setAside: number
}

interface Opening {
  hubUrl: string
  news: readonly NewStation[]
  seed: number
}

interface Station {
  login: string
  profile: string
  t: TestWorkstation
  person: Person
}

const stations: Station[] = []
let working: Promise<unknown> = Promise.resolve()
let over = false
let failure: unknown = null
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() }

async function open({ hubUrl, news, seed }: Opening): Promise<void> {
  for (const [at, { login, role, password, code, profile, items, paceMs }] of news.entries()) {
    const t = openTestWorkstation({ profile, fetch, hubUrl, ports: { clock } })
    const { token } = await succeed<{ token: string }>(t, 'POST', '/api/set-up', { hubUrl, login, password, code, passphrase: PASSPHRASE })
    t.token = token
    await fillQueue(t, login, ...items)
    stations.push({ login, profile, t, person: createPerson({ t, login, role, random: seeded(seed + at), paceMs }) })
  }
}

function begin(): void {
  working = Promise.all(stations.map(({ person }) => person.work(() => over)))
  working.catch((error) => {
    failure = error
    over = true
  })
}

async function end(): Promise<Done[]> {
  over = true
  await working
  return stations.map(({ person }) => person.done)
}

/** Sends all and takes in all that the hub has by now. */
async function settle(): Promise<SyncState[]> {
  return Promise.all(stations.map(({ t }) => succeed<SyncState>(t, 'POST', '/api/sync')))
}

async function held(): Promise<Held[]> {
  return Promise.all(stations.map(heldBy))
}

async function heldBy({ t, login, profile }: Station): Promise<Held> {
  await t.restart()
  const { store, audit, sync, deviceId } = await t.workstation.unlock(login, PASSPHRASE)
  await sync.now() // that it was opened is an event too
  const ids = (sql: string): string[] => store.db.prepare<[], string>(sql).pluck().all()
  const held = {
    deviceId,
    events: ids('select id from event order by sequence'),
    decisions: ids('select id from decision order by id'),
    withdrawn: ids('select id from decision where withdrawn_at is not null order by id'),
    intact: (await audit.verify(hubHead(createMeta(store)))).intact,
    setAside: ids('select position from change_aside').length,
  }
  await t.close()
  rmSync(profile, { recursive: true })
  return held
}

/** Turns of all persons here until now. @throws what ended the work of one */
function work(): number {
  if (failure !== null) throw failure
  return stations.reduce((sum, { person }) => sum + person.done.turns, 0)
}

answerParent({ open, begin, end, settle, held, work })
