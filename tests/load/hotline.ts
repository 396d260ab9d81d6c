import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import type { SubmitReport } from '../../contract/hub.ts'
import type { SyncState } from '../../contract/signals.ts'
import type { Role } from '../../contract/words.ts'
import { openHubOnPostgres } from '../../hub/on-postgres.ts'
import { pairOf } from '../support/chain.ts'
import { asked, type PostgresServer } from '../support/postgres/server.ts'
import { startChild, type Child } from './ask-child.ts'
import type { HubTimes } from './before-hub.ts'
import type { Done } from './person.ts'
import type { Held, NewStation } from './stations.ts'

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** One has the long queue for itself; the others share these. */
const SHARED_PROCESSES = 2
const PASSWORD = 'secret'

export interface HotlineSize {
  stations: number
  /** In the queue of the first. */
  items: number
  /** In that of each other. */
  itemsOfOthers: number
  /** From one item to the next, on average. */
  paceMs: number
  paceOfFirstMs: number
  seed: number
}

/** The hub's program on a PostgreSQL, and workstations in processes of their own. */
export interface Hotline {
  /** The workstation with the long queue. */
  readonly first: Child
  readonly others: readonly Child[]
  readonly hub: Child
  hubTimes(): Promise<HubTimes>
  /** Everyone begins to work; reports arrive every `everyMs`, every second with a file. */
  begin(everyMs: number): Promise<void>
  /** Everyone ends, sends all, and takes in all that the others sent. What each did, the first before the others. */
  end(): Promise<{ done: Done[]; submitted: number }>
  held(): Promise<Held[]>
  /** Ids of the events that the hub holds, by device, in order. To be asked after `held`. */
  eventsAtHub(): Promise<Map<string, string[]>>
  /** Stops the hub, then opens what it left. */
  openStopped(): ReturnType<typeof openHubOnPostgres>
  close(): Promise<void>
}

interface Account {
  login: string
  role: Role
  code: string
}

export async function openHotline(server: PostgresServer, size: HotlineSize): Promise<Hotline> {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-load-'))
  const children: Child[] = []
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.end()))
    rmSync(folder, { recursive: true, maxRetries: 5, retryDelay: 100 })
  }
  try {
    const url = await server.createDatabase()
    const mediaDir = join(folder, 'media')
    const { accounts, token } = await enrolPeople({ url, mediaDir }, size.stations)
    const hub = startChild(fileOf('../../hub/main.ts'), { args: ['--media', mediaDir, '--port', '0'], env: { DATABASE_URL: url }, before: fileOf('before-hub.ts') })
    children.push(hub)
    const hubUrl = await addressOf(hub)
    const groups = groupsOf(accounts, size, folder)
    const stations = groups.map(() => startChild(fileOf('stations.ts')))
    children.push(...stations)
    await Promise.all(stations.map((child, at) => child.ask('open', { hubUrl, news: groups[at], seed: size.seed + 1000 * at })))
    return { ...workOf({ url, mediaDir, hubUrl, token, hub, stations }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** People of the hotline, a tenth of them supervisors; and an administrator, whose token submits reports. */
async function enrolPeople(place: { url: string; mediaDir: string }, stations: number): Promise<{ accounts: Account[]; token: string }> {
  const { hub, close } = await openHubOnPostgres(place)
  try {
    const accounts: Account[] = []
    for (let number = 0; number < stations; number += 1) {
      const [login, role] = [`person-${number}`, number % 10 === 1 ? 'supervisor' : 'analyst'] as const
      await hub.people.add({ id: v7(), login, name: `Person ${number}`, role }, PASSWORD)
      accounts.push({ login, role, code: (await hub.people.makeCode(login)).code })
    }
    await hub.people.add({ id: v7(), login: 'forms', name: 'Forms', role: 'administrator' }, PASSWORD)
    const { code } = await hub.people.makeCode('forms')
    const { token } = await hub.people.enrol({ login: 'forms', password: PASSWORD, code, device: { id: v7(), name: '' }, publicKey: pairOf('forms').publicKey })
    return { accounts, token }
  } finally {
    await close()
  }
}

async function addressOf(hub: Child): Promise<string> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const address = /Paravent hub at (http:\S+)/.exec(hub.said())?.[1]
    if (address !== undefined) return address
    await setTimeout(50)
  }
  throw new Error(`the hub did not start:\n${hub.said()}`)
}

/** The first alone with its long queue, the others dealt out. No picture is in two queues. */
function groupsOf(accounts: readonly Account[], { items, itemsOfOthers, paceMs, paceOfFirstMs }: HotlineSize, folder: string): NewStation[][] {
  const news = accounts.map((account, number): NewStation => {
    const from = items + (number - 1) * itemsOfOthers
    const own = number === 0 ? { items: [0, items] as const, paceMs: paceOfFirstMs } : { items: [from, from + itemsOfOthers] as const, paceMs }
    return { ...account, ...own, password: PASSWORD, profile: join(folder, account.login) }
  })
  const dealt = Array.from({ length: SHARED_PROCESSES }, (_, at) => news.slice(1).filter((_new, number) => number % SHARED_PROCESSES === at))
  return [news.slice(0, 1), ...dealt]
}

interface WorkParts {
  url: string
  mediaDir: string
  hubUrl: string
  token: string
  hub: Child
  stations: readonly Child[]
}

function workOf({ url, mediaDir, hubUrl, token, hub, stations }: WorkParts): Omit<Hotline, 'close'> {
  let submitted = 0
  let over = false
  let arriving: Promise<void> = Promise.resolve()

  async function arrive(everyMs: number): Promise<void> {
    while (!over) {
      await submitReport({ hubUrl, token }, submitted)
      submitted += 1
      await setTimeout(everyMs)
    }
  }

  return {
    first: stations[0]!,
    others: stations.slice(1),
    hub,
    hubTimes: () => hub.ask('times'),
    async begin(everyMs) {
      for (const child of stations) await child.ask('begin')
      arriving = arrive(everyMs)
      arriving.catch(() => (over = true)) // told by `end`
    },
    async end() {
      over = true
      await arriving
      const done = (await Promise.all(stations.map((child) => child.ask<Done[]>('end')))).flat()
      // Twice: what one sends in its turn, the others take in in their next.
      for (let round = 0; round < 2; round += 1) {
        for (const child of stations) refuseUnsent(await child.ask('settle'))
      }
      return { done, submitted }
    },
    held: async () => (await Promise.all(stations.map((child) => child.ask<Held[]>('held')))).flat(),
    async eventsAtHub() {
      const rows = await asked(url, 'select device_id, array_agg(id order by sequence)::text[] as ids from event group by device_id')
      return new Map(rows.map((row) => [row['device_id'] as string, row['ids'] as string[]]))
    },
    async openStopped() {
      await hub.end()
      return openHubOnPostgres({ url, mediaDir })
    },
  }
}

function refuseUnsent(states: readonly SyncState[]): void {
  const bad = states.find(({ state, waiting, refused, problem }) => state !== 'sent' || waiting > 0 || refused > 0 || problem !== null)
  if (bad !== undefined) throw new Error(`a workstation did not send all: ${JSON.stringify(bad)}`)
}

/** What a form brings: a URL, and every second time a file with it. */
async function submitReport({ hubUrl, token }: { hubUrl: string; token: string }, number: number): Promise<void> {
  const send = async (method: string, path: string, body: BodyInit): Promise<void> => {
    const answer = await fetch(`${hubUrl}${path}`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  const file = number % 2 === 0 ? null : randomBytes(20_000)
  const sha256 = file === null ? '' : createHash('sha256').update(file).digest('hex')
  if (file !== null) await send('PUT', `/v1/media/${sha256}`, new Uint8Array(file))
  const now = new Date().toISOString()
  const report: SubmitReport['report'] = {
    id: v7(), reference: `F-${number}`, origin: 'hub', source: 'public_form', receivedAt: now, createdAt: now, text: `A form says so, ${number}`,
    urls: [], suspectedInfraction: null, violent: false, contact: null, externalScore: null,
  }
  const items = [{ id: v7(), url: `https://example.org/forms/${number}`, media: file === null ? [] : [{ sha256, name: 'file.jpg', bytes: file.length }] }]
  await send('POST', '/v1/reports', JSON.stringify({ report, items } satisfies SubmitReport))
}
