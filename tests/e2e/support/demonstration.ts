import { readFileSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import type { QueuePage } from '../../../contract/api.ts'
import type { Locale } from '../../../contract/words.ts'
import { PEOPLE } from '../../../resources/demonstration/people.ts'
import { openFirst, sitDown } from './desk.ts'
import { startElectronDemonstration } from './electron-demonstration.ts'
import { lastAddress, startDemonstration, type Machine } from './machines.ts'
import type { RunningDemonstration } from './running-demonstration.ts'
import { test as base } from './shell.ts'

/** A folder in which a demonstration was made (PARAVENT_DEMO_DIR), to be copied instead of made anew: for whoever writes these tests. */
const MADE = process.env.PARAVENT_MADE_DEMONSTRATION

export const test = base.extend<object, { demonstration: RunningDemonstration }>({
  demonstration: [
    async ({ browser, shell }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'paravent-shared-'))
      if (MADE !== undefined) await cp(MADE, folder, { recursive: true })
      const demonstration = await (shell === 'electron' ? startElectronDemonstration(folder) : startPreviewDemonstration(folder))
      try {
        await untilAnalysed(browser, demonstration)
        await use(demonstration)
      } finally {
        await demonstration.stop()
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  page: async ({ page, demonstration }, use) => {
    await use(demonstration.window ?? page)
  },
})

async function startPreviewDemonstration(folder: string): Promise<RunningDemonstration> {
  const machine = await startDemonstration(folder)
  return {
    sitDown: (page) => sitDown(page, lastAddress(machine)),
    window: null,
    killHub: () => process.kill(hubOf(machine), 'SIGKILL'),
    stop: () => machine.stop(),
  }
}

export type Login = (typeof PEOPLE)[number]['login']

export function passphraseOf(login: Login): string {
  const person = PEOPLE.find((candidate) => candidate.login === login)
  if (person === undefined) throw new Error(`nobody is called ${login}`)
  return person.passphrase
}

/** Opens the sign-in page of the demonstration in a language. */
export async function atTheDoor(page: Page, demonstration: RunningDemonstration, locale: Locale = 'fr'): Promise<void> {
  await demonstration.sitDown(page)
  await expect(page.getByTestId('sign-in-page')).toBeVisible()
  await page.getByTestId(`language-${locale}`).click()
  await expect(page.locator('html')).toHaveAttribute('lang', locale)
}

/** From the sign-in page to the queue. */
export async function enter(page: Page, login: Login): Promise<void> {
  await page.getByTestId(`person-${login}`).click()
  await page.getByTestId('demonstration-passphrase').click()
  await page.getByTestId('sign-in').click()
  await expect(page.getByTestId('queue-total')).toBeVisible()
}

/** Sits down and signs in. */
export async function signInAs(page: Page, demonstration: RunningDemonstration, login: Login, locale: Locale = 'fr'): Promise<void> {
  await atTheDoor(page, demonstration, locale)
  await enter(page, login)
}

/** Opens the first item that the filters find, wherever it stands in the queue, and takes the filters away again. */
export async function openAmong(page: Page, filters: { kind: string; known: string }, title: string): Promise<string> {
  await page.getByTestId('filters').click()
  await page.getByTestId('filter-kind').selectOption(filters.kind)
  await page.getByTestId('filter-known').selectOption(filters.known)
  const id = await openFirst(page, title)
  for (const name of ['kind', 'known']) await page.getByTestId(`filter-${name}`).selectOption('')
  await page.getByTestId('filters').click()
  await expect(page.getByTestId('review')).toHaveAttribute('data-item', id)
  return id
}

/** A picture that no list knows and that nobody has decided. */
export const openUnknown = (page: Page): Promise<string> => openAmong(page, { kind: 'image', known: 'none' }, 'unknown')

/** Signs in once and waits until every report is here and every file is analysed, so that pages stand still. */
async function untilAnalysed(browser: Browser, demonstration: RunningDemonstration): Promise<void> {
  const page = demonstration.window ?? (await browser.newPage())
  await atTheDoor(page, demonstration)
  const asked = page.waitForRequest(/\/api\/queue\?/)
  await enter(page, 'claire')
  const authorization = (await asked).headers()['authorization'] ?? ''
  const isAtRest = (queue: QueuePage): boolean =>
    queue.total >= 120 && queue.rows.every(({ mediaState }) => mediaState === null || mediaState === 'ready' || mediaState === 'failed')
  const read = async (): Promise<boolean> =>
    isAtRest(await page.evaluate(async (bearer) => (await fetch('/api/queue?limit=200', { headers: { authorization: bearer } })).json(), authorization))
  await expect.poll(read, { timeout: 120_000, intervals: [500] }).toBe(true)
  if (demonstration.window === null) await page.close()
}

/** The hub's process: the child of the demonstration that runs its entry. */
function hubOf(machine: Machine): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = pids.find((pid) => parentOf(pid) === machine.pid && readIfAlive(`/proc/${pid}/cmdline`).includes('hub-process'))
  if (found === undefined) throw new Error('the demonstration has no hub')
  return Number(found)
}

const parentOf = (pid: string): number => Number(/\) \S (\d+)/.exec(readIfAlive(`/proc/${pid}/stat`))?.[1])

/** A process may end between its being listed and its being read. */
function readIfAlive(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
