import { setTimeout } from 'node:timers/promises'
import type { Decided, ItemDetail, QueuePage, QueueView, WatchPage } from '../../contract/api.ts'
import type { Role } from '../../contract/words.ts'
import { succeed, takeIn } from '../support/reporting.ts'
import type { TestWorkstation } from '../support/workstation.ts'

export interface PersonParts {
  t: TestWorkstation
  login: string
  role: Role
  random(): number
  /** From one item to the next, on average. */
  paceMs: number
}

/** A person who works at the workstation as its page lets them. */
export interface Person {
  /** Until `over`; fails when the workstation answers what it must not. */
  work(over: () => boolean): Promise<void>
  readonly done: Done
}

export interface Done {
  /** Milliseconds from asking for the next item to having it, each. */
  nexts: number[]
  /** Of everything else that was asked. */
  turns: number
  /** Acknowledged by the workstation. */
  decisions: string[]
  withdrawn: string[]
  secondLooks: number
}

/** An act that another was quicker at, that what others did made undue, or that an analysis is not ready for. */
const NOT_NOW = ['media.not_ready', 'item.not_open_to_decision', 'decision.no_longer_withdrawable', 'second_look.not_waiting', 'second_look.own_decision', 'own_list.not_confirmed', 'own_list.already_there']
/** Of a hotline, at one time. */
const MOST_WATCHES = 5

export function createPerson({ t, login, role, random, paceMs }: PersonParts): Person {
  const done: Done = { nexts: [], turns: 0, decisions: [], withdrawn: [], secondLooks: 0 }
  let page: ReadableStreamDefaultReader<Uint8Array> | null = null
  let last = ''

  /** Null where it is not for now. */
  async function attempt<T>(method: string, path: string, body?: unknown): Promise<T | null> {
    const answer = await t.call(method, path, body)
    if (answer.status === 200) return answer.body as T
    if (!NOT_NOW.includes(answer.body.error?.code)) throw new Error(`${login}: ${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
    return null
  }

  async function openPage(): Promise<void> {
    await page?.cancel()
    const reader = (await t.request('/api/events')).body!.getReader()
    page = reader
    const listen = async (): Promise<void> => {
      while (!(await reader.read()).done);
    }
    void listen()
  }

  async function decide(itemId: string): Promise<void> {
    const said = random() < 0.4 ? { outcome: 'illegal', infractions: ['csam'] } : { outcome: 'not_illegal', reason: 'nothing of it' }
    const decided = await attempt<Decided>('POST', `/api/items/${itemId}/decisions`, said)
    if (decided !== null) done.decisions.push(decided.decision.id)
  }

  async function reviewNext(): Promise<void> {
    const start = performance.now()
    const { itemId } = await succeed<{ itemId: string | null }>(t, 'GET', `/api/queue/next${last}`)
    if (itemId === null) return reportFile()
    await succeed(t, 'GET', `/api/items/${itemId}`)
    done.nexts.push(performance.now() - start)
    last = `?after=${itemId}`
    await setTimeout(paceMs * (0.5 + random()))
    await decide(itemId)
  }

  async function anyOf(view: QueueView): Promise<ItemDetail | null> {
    const { rows } = await succeed<QueuePage>(t, 'GET', `/api/queue?view=${view}&limit=50`)
    const row = rows[Math.floor(random() * rows.length)]
    return row === undefined ? null : succeed<ItemDetail>(t, 'GET', `/api/items/${row.id}`)
  }

  async function decideWhatCame(): Promise<void> {
    const item = await anyOf('all')
    if (item?.may.decide === true) await decide(item.id)
  }

  async function withdraw(): Promise<void> {
    const id = done.decisions.at(-1)
    if (id === undefined || done.withdrawn.includes(id)) return
    if ((await attempt('POST', `/api/decisions/${id}/withdraw`)) !== null) done.withdrawn.push(id)
  }

  async function reportFile(): Promise<void> {
    await takeIn(t, [{ name: 'file', bytes: Buffer.from(`${login} ${done.turns} `.repeat(200)) }], { urls: [`https://example.org/${login}/${done.turns}`] })
  }

  async function readPages(): Promise<void> {
    for (const path of ['/api/alerts', '/api/watches', '/api/lists', '/api/today', '/api/status', '/api/settings', '/api/queue?view=decided&limit=50']) await succeed(t, 'GET', path)
  }

  async function keepOrWatch(): Promise<void> {
    const item = await anyOf('decided')
    const sha256 = item?.media[0]?.sha256
    if (item === null || sha256 === undefined) return
    if (item.may.addToOwnList) await attempt('POST', `/api/items/${item.id}/own-list`)
    const { watches } = await succeed<WatchPage>(t, 'GET', '/api/watches')
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    if (item.may.watch && watches.length < MOST_WATCHES) await attempt('POST', '/api/watches', { itemId: item.id, sha256, name: login, expiresAt })
  }

  async function lookAgain(): Promise<void> {
    const item = await anyOf('second_look')
    if (item?.may.secondLook !== true) return
    const verdict = random() < 0.7 ? 'confirm' : 'return'
    if ((await attempt('POST', `/api/items/${item.id}/second-look`, { verdict, reason: 'looked again' })) !== null) done.secondLooks += 1
  }

  async function lockAndReturn(): Promise<void> {
    await page?.cancel()
    page = null
    await succeed(t, 'POST', '/api/lock')
    await t.signIn(login)
    await openPage()
  }

  const besides = [decideWhatCame, readPages, reportFile, withdraw, readPages, keepOrWatch, () => succeed(t, 'POST', '/api/sync'), decideWhatCame, openPage, readPages]

  return {
    done,
    async work(over) {
      await openPage()
      // So that not all do the same at one moment.
      await setTimeout(paceMs * random())
      for (let place = Math.floor(random() * besides.length); !over(); place += 1) {
        done.turns += 1
        await reviewNext()
        await besides[place % besides.length]?.()
        if (role === 'supervisor') await lookAgain()
        if (done.turns % 25 === 0) await lockAndReturn()
      }
      await page?.cancel()
    },
  }
}
