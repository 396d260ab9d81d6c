import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { v7 } from 'uuid'
import { openHubIn } from '../../hub/embedded.ts'
import type { Hub } from '../../hub/hub.ts'
import { addPerson, fillPassphrase, setUp, signIn, signOut, sitDown } from './support/desk.ts'
import { freePort } from './support/free-port.ts'
import { startHub, startWorkstation, type Machine } from './support/machines.ts'
import { assertAccessible, shoot } from './support/screens.ts'
import { test } from './support/shell.ts'

/** Enrolment, passphrases, recovery codes, and people who are removed: at the page, with programs that are really started. */

test.use({ colorScheme: 'light', reducedMotion: 'reduce' })
// It starts the programs of the preview shell by themselves.
test.skip(({ shell }) => shell === 'electron', 'its programs are those of the preview shell')

const KARIM = { login: 'karim', password: 'the hub of karim', code: '', passphrase: 'un train bleu vers la mer' }
const HELENE = { login: 'helene', password: 'the hub of helene', code: '', passphrase: 'trois oranges sur la table' }

let folder = ''
let hub: Machine | undefined
let workstation: Machine | undefined
test.beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'paravent-accounts-'))))
test.afterAll(async () => {
  await workstation?.stop()
  await hub?.stop()
  // A skipped test has none.
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** What an administrator does while the hub stands still. */
async function atTheHub(work: (hub: Hub) => Promise<void>): Promise<void> {
  const { hub: opened, close } = await openHubIn({ dir: join(folder, 'hub') })
  await work(opened).finally(close)
}

/** The page in both languages: photographed, and read by axe. */
async function look(page: Page, name: string, choose: (locale: 'fr' | 'en') => Promise<unknown>): Promise<void> {
  for (const locale of ['en', 'fr'] as const) {
    await choose(locale)
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
    await shoot(page, locale, name)
    await assertAccessible(page, name)
  }
}

test('a person enrols by a code, changes what opens the workstation, is removed at the hub, and is taken off it by another', async ({ page }) => {
  test.setTimeout(240_000)
  const port = await freePort()
  await atTheHub(async ({ people }) => {
    await people.add({ id: v7(), login: KARIM.login, name: 'Karim Benali', role: 'analyst' }, KARIM.password)
    await people.add({ id: v7(), login: HELENE.login, name: 'Hélène Roux', role: 'supervisor' }, HELENE.password)
    for (const account of [KARIM, HELENE]) account.code = (await people.makeCode(account.login)).code
  })
  hub = await startHub(join(folder, 'hub'), port)
  workstation = await startWorkstation(join(folder, 'profile'), hub.address)
  const byPage = (locale: 'fr' | 'en'): Promise<void> => page.getByTestId(`language-${locale}`).click()
  const bySetting = (locale: 'fr' | 'en'): Promise<unknown> => page.getByTestId('setting-language').selectOption(locale)

  await test.step('a wrong code is told; the right one sets up; it is used up then', async () => {
    await sitDown(page, workstation!.address)
    await look(page, 'set-up', byPage)
    await page.getByTestId('set-up-login').fill(KARIM.login)
    await page.getByTestId('set-up-password').fill(KARIM.password)
    await page.getByTestId('set-up-code').fill('0000-0000-0000-0000')
    await fillPassphrase(page, KARIM.passphrase)
    await page.getByTestId('set-up').click()
    await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'enrolment.code_wrong')
    await fillPassphrase(page, '')
    await setUp(page, hub!.address, KARIM)
    await addPerson(page, HELENE)
    await page.getByTestId('add-person-login').fill(HELENE.login)
    await page.getByTestId('add-person-password').fill(HELENE.password)
    await page.getByTestId('add-person-code').fill(HELENE.code)
    await fillPassphrase(page.getByTestId('add-person'), HELENE.passphrase)
    await page.getByTestId('add-person-go').click()
    await expect(page.getByTestId('add-person').getByTestId('problem')).toHaveAttribute('data-code', 'enrolment.code_used')
    await expect(page.getByTestId('add-person-go')).toBeFocused()
  })

  const renewed = { ...KARIM, passphrase: 'quatre ponts et une rivière' }
  let code = ''
  await test.step('by keyboard alone: another passphrase, and a new recovery code', async () => {
    await page.getByTestId('current-passphrase').focus()
    for (const text of [KARIM.passphrase, renewed.passphrase, renewed.passphrase]) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('change-passphrase').getByRole('status')).not.toBeEmpty()
    await look(page, 'settings-account', bySetting)
    await page.getByTestId('recovery-passphrase').focus()
    await page.keyboard.type(renewed.passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('new-recovery-dialog')).toBeVisible()
    await assertAccessible(page, 'new recovery code')
    code = await page.getByTestId('new-recovery-code').innerText()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('new-recovery-dialog')).toBeVisible()
    await page.getByTestId('new-recovery-kept').focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('new-recovery-dialog')).toHaveCount(0)
    await signOut(page)
    await signIn(page, renewed)
    await signOut(page)
  })

  await test.step('forgotten: the new recovery code opens, with a third passphrase', async () => {
    await page.getByTestId(`person-${KARIM.login}`).click()
    await page.getByTestId('forgot').click()
    await page.getByTestId('recovery-code-input').fill(code)
    await fillPassphrase(page, KARIM.passphrase)
    await page.getByTestId('recover').click()
    await expect(page.getByTestId('queue')).toBeVisible()
  })

  await test.step('removed at the hub while it was away: at the next contact the page locks and says why', async () => {
    await hub!.stop()
    await atTheHub(({ people }) => people.remove(KARIM.login))
    hub = await startHub(join(folder, 'hub'), port)
    await expect(page.getByTestId('sign-in-page')).toBeVisible({ timeout: 90_000 })
    await page.getByTestId(`person-${KARIM.login}`).click()
    await expect(page.getByTestId('person-removed')).toBeVisible()
    await look(page, 'person-removed', byPage)
  })

  await test.step('another person takes the slot off the workstation', async () => {
    await signIn(page, HELENE)
    await page.getByTestId('page-settings').click()
    await page.getByTestId(`remove-${KARIM.login}`).click()
    await expect(page.getByTestId('remove-person-dialog')).toBeVisible()
    await assertAccessible(page, 'removing a person')
    await page.getByTestId('remove-person-go').click()
    await expect(page.getByTestId(`slot-${KARIM.login}`)).toHaveCount(0)
    await signOut(page)
    await expect(page.getByTestId(`person-${KARIM.login}`)).toHaveCount(0)
  })
})
