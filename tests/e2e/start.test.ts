import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { STRIP_ADAPTER } from '../../preview/strip-adapter.ts'
import { lastAddress, startDemonstration } from './support/machines.ts'
import type { Machine } from './support/machines.ts'

/** A process that ended and that nobody has waited for yet (Z) is dead for us. */
function parentOf(pid: number): number | null {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return null
  const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(path, 'utf8')) ?? []
  return state === 'Z' || parent === undefined ? null : Number(parent)
}

/** Every process that one started, and those that they started. */
function descendantsOf(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
  const children = all.filter(candidate => parentOf(candidate) === pid)
  return [...children, ...children.flatMap(descendantsOf)]
}

test.describe('npm start', () => {
  let folder: string
  let machine: Machine
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paravent-start-'))
    machine = await startDemonstration(folder)
  })
  test.afterAll(async () => {
    await machine.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  test.beforeEach(({ page }) => page.addInitScript(STRIP_ADAPTER))

  test('opens the demonstration at an address that works once, and a reload stays in', async ({ page, context }) => {
    const address = lastAddress(machine)
    await page.goto(address)
    await expect(page.getByTestId('sign-in-page')).toBeVisible()
    for (const login of ['claire', 'karim', 'jeanne', 'helene']) await expect(page.getByTestId(`person-${login}`)).toBeVisible()
    expect(page.url()).not.toContain('launch')
    await page.reload()
    await expect(page.getByTestId('sign-in-page')).toBeVisible()

    const second = await context.newPage()
    await second.goto(address)
    await expect(second.getByText('This address was used before')).toBeVisible()
    await expect(second.locator('p[lang=fr]')).toContainText('Cette adresse a déjà servi')
    expect(lastAddress(machine)).not.toBe(address)
    await second.goto('about:blank')
    await second.goto(lastAddress(machine))
    await expect(second.getByTestId('sign-in-page')).toBeVisible()
  })

  test('the page runs without what Electron’s schemes lack, and a use of it fails here', async ({ page }) => {
    await page.goto(lastAddress(machine))
    await expect(page.getByTestId('sign-in-page')).toBeVisible()
    for (const use of ['document.cookie', 'localStorage', 'indexedDB', 'URL.createObjectURL(new Blob())', 'new XMLHttpRequest()']) {
      await expect(page.evaluate(use), use).rejects.toThrow('does not exist in Electron')
    }
    await expect(page.evaluate('fetch("/api/status", { signal: AbortSignal.timeout(1) })')).rejects.toThrow('abort signal')
  })

  test('a second start on the same demonstration, anew or not, says that it is open, and leaves the first alone', async ({ page }) => {
    for (const more of [[], ['--fresh']]) await expect(startDemonstration(folder, more)).rejects.toThrow(/This demonstration is open already.*\(hub\.in_use\)\n*$/)
    await page.goto(lastAddress(machine))
    await expect(page.getByTestId('sign-in-page')).toBeVisible()
  })

  test('Ctrl-C ends everything and leaves no process', async ({ page }) => {
    test.skip(process.platform !== 'linux', 'reads /proc')
    await page.goto(lastAddress(machine))
    await page.getByTestId('person-karim').click()
    await page.getByTestId('demonstration-passphrase').click()
    await page.getByTestId('sign-in').click()
    await expect(page.getByTestId('sign-in-page')).toBeHidden()
    // The hub, and by now the analyzer with the first reports that came from it.
    await expect.poll(() => descendantsOf(machine.pid).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2)
    const started = descendantsOf(machine.pid)
    await machine.stop()
    await expect.poll(() => started.filter(pid => parentOf(pid) !== null)).toEqual([])
  })
})
