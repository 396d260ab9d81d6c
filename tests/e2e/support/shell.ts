import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { _electron, test as base, type Browser, type BrowserContext, type ElectronApplication, type Page } from '@playwright/test'
import { electronBinary } from '../../../scripts/start/electron.ts'
import { sitDown } from './desk.ts'
import { startWorkstation, type Machine } from './machines.ts'

/** The shells that the suite runs in: one suite, a project of Playwright each. */
export type ShellName = 'chromium' | 'electron'

const NOT_INSTALLED = 'Electron’s binary is not installed'
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** @throws where a missing binary is a failure (PARAVENT_REQUIRE_ELECTRON: in CI) */
export function isHere(shell: ShellName): boolean {
  const here = shell !== 'electron' || electronBinary() !== null
  if (!here && process.env.PARAVENT_REQUIRE_ELECTRON) throw new Error(`${NOT_INSTALLED}, and PARAVENT_REQUIRE_ELECTRON is set`)
  return here
}

export const test = base.extend<{ onlyWhereItIs: void }, { shell: ShellName }>({
  shell: ['chromium', { option: true, scope: 'worker' }],
  onlyWhereItIs: [
    async ({ shell }, use, testInfo) => {
      testInfo.skip(!isHere(shell), NOT_INSTALLED)
      await use()
    },
    { auto: true },
  ],
})

/** A workstation with its window, whatever shell it stands in. */
export interface Desk {
  readonly page: Page
  /** SIGKILL to the workstation. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** The same profile once more, after a kill or a stop; the window may be another. */
  again(): Promise<Desk>
  /** Ends what is left of it. */
  close(): Promise<void>
}

export interface DeskOptions {
  profile: string
  hubUrl: string
}

export function openDesk(shell: ShellName, browser: Browser, options: DeskOptions): Promise<Desk> {
  return shell === 'electron' ? openElectronDesk(options) : browser.newContext({ locale: 'fr-FR' }).then((context) => openPreviewDesk(context, options))
}

async function openPreviewDesk(context: BrowserContext, options: DeskOptions, before?: Page): Promise<Desk> {
  const machine: Machine = await startWorkstation(options.profile, options.hubUrl)
  // The same tab, as a person keeps it: its key is of the program that was killed.
  const page = before ?? (await context.newPage())
  if (before === undefined) await sitDown(page, machine.address)
  else await page.goto(machine.address)
  return {
    page,
    kill: () => machine.kill(),
    stop: () => machine.stop(),
    again: () => openPreviewDesk(context, options, page),
    async close() {
      await machine.stop()
      await context.close()
    },
  }
}

async function openElectronDesk(options: DeskOptions): Promise<Desk> {
  const app = await launchElectron([`--profile=${options.profile}`, `--hub=${options.hubUrl}`])
  const child = app.process()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null
  const stop = async (): Promise<void> => {
    if (!isOver()) await app.close()
  }
  return {
    page: await app.firstWindow(),
    async kill() {
      if (!isOver()) child.kill('SIGKILL')
      await ended
    },
    stop,
    again: () => openElectronDesk(options),
    close: stop,
  }
}

/** The desktop shell as it was built (`npm run build`), from the sources' folder. Chromium's sandbox does not start for root. */
export function launchElectron(args: string[]): Promise<ElectronApplication> {
  const executablePath = electronBinary()
  if (executablePath === null) throw new Error(NOT_INSTALLED)
  if (!existsSync(`${ROOT}out/main/main.js`)) throw new Error('the desktop shell is not built: npm run build')
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return _electron.launch({ executablePath, args: [...asRoot, ROOT, ...args], cwd: ROOT, locale: 'fr-FR', timeout: 60_000 })
}
