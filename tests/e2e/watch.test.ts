import { expect, type Locator, type Page } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waves } from '../support/made-pictures.ts'
import { openFirst, takeIn } from './support/desk.ts'
import { openAmong, signInAs, test } from './support/demonstration.ts'
import { assertAccessible, shoot } from './support/screens.ts'

/** An event: a picture is watched for, and a report taken in afterwards holds it. And: what was confirmed enters our own list. */

test.use({ colorScheme: 'light', reducedMotion: 'reduce' })

let folder = ''
test.beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'paravent-watched-'))))
test.afterAll(() => rm(folder, { recursive: true, force: true }))

const NAME = 'Attaque du 20 novembre'

/** Takes one file in and opens its item. */
async function takeInAndOpen(page: Page, file: string): Promise<string> {
  await takeIn(page, { files: [file] })
  await page.getByTestId('summary-open').click()
  await expect(page.getByTestId('covered-image')).toBeVisible()
  return (await page.getByTestId('review').getAttribute('data-item')) ?? ''
}

async function look(page: Page, name: string): Promise<void> {
  await shoot(page, 'fr', name)
  await assertAccessible(page, name)
}

test('a picture that is watched for alerts on a report taken in afterwards, and a person who goes by keys acknowledges it', async ({ page, demonstration }) => {
  await waves(4711).png().toFile(join(folder, 'vue.png'))
  await waves(4711).resize(400).jpeg({ quality: 60 }).toFile(join(folder, 'copie.jpg'))
  await signInAs(page, demonstration, 'karim')
  const source = await takeInAndOpen(page, join(folder, 'vue.png'))
  await page.keyboard.press('w')
  await page.getByTestId('watch-name').fill(NAME)
  await look(page, 'watch-dialog')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('watch-dialog')).toBeHidden()
  await expect(page.getByTestId('page-alerts')).toHaveAttribute('data-unseen', '0')

  await takeIn(page, { files: [join(folder, 'copie.jpg')] })
  await page.getByTestId('intake-close').click()
  await expect(page.getByTestId('page-alerts')).toHaveAttribute('data-unseen', '1')
  await expect(page.getByTestId('queue-row').filter({ hasText: 'sous veille' }).first()).toBeVisible()
  await look(page, 'alert-in-header')

  await page.keyboard.press('a')
  const alert = page.getByTestId('alert')
  await expect(alert).toContainText(NAME)
  expect((await alert.boundingBox())?.width).toBeGreaterThan(400)
  const found = (await alert.getAttribute('data-item')) ?? ''
  expect(found).not.toBe(source)
  await expect(page.locator(`[data-testid=watch][data-name="${NAME}"]`)).toHaveCount(1)
  await look(page, 'alerts')
  await alert.getByTestId('alert-acknowledge').focus()
  await page.keyboard.press('Enter')
  await expect(alert).toHaveAttribute('data-seen', 'true')
  await expect(page.getByTestId('page-alerts')).toHaveAttribute('data-unseen', '0')
  await expect(alert.getByTestId('alert-open')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('review')).toHaveAttribute('data-item', found)
  await page.getByTestId('priority-why').locator('summary').click()
  await expect(page.getByTestId('priority-why')).toContainText(NAME)
  await expect(page.getByTestId('match').filter({ hasText: NAME })).toBeVisible()
  await look(page, 'watched-item')

  await page.keyboard.press('a')
  await endByKeys(page, page.getByTestId('watch').filter({ hasText: NAME }))
})

test('the pages of a watch in English, and in the dark', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'karim', 'en')
  await page.getByTestId('page-settings').click()
  await page.getByTestId('setting-theme').selectOption('dark')
  await page.getByTestId('page-review').click()
  await openAmong(page, { kind: 'image', known: 'none' }, 'unknown')
  await page.getByTestId('watch-for').click()
  await shoot(page, 'en', 'watch-dialog-dark')
  await assertAccessible(page, 'watch-dialog-dark')
  await page.getByTestId('watch-name').fill('Clip of the 21st')
  await page.getByTestId('watch-add').click()
  await expect(page.getByTestId('watch-dialog')).toBeHidden()
  await page.getByTestId('page-alerts').click()
  await expect(page.getByTestId('watch').filter({ hasText: 'Clip of the 21st' })).toBeVisible()
  await shoot(page, 'en', 'alerts-dark')
  await assertAccessible(page, 'alerts-dark')
  await page.getByTestId('page-settings').click()
  await page.getByTestId('setting-theme').selectOption('light')
})

test('what was confirmed as illegal enters our list by an act, and leaves it by another', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'karim')
  const item = await openFirst(page, 'known_verified')
  await page.keyboard.press('c')
  await expect(page.getByTestId('undo')).toBeVisible()
  await page.getByTestId('view-decided').click()
  await page.locator(`[data-testid=queue-row][data-item="${item}"]`).click()
  await page.getByTestId('own-list-add').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('own-list')).toHaveAttribute('data-there', 'true')
  await look(page, 'own-list')
  await expect(page.getByTestId('own-list-remove')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('own-list')).toHaveAttribute('data-there', 'false')
})

/** An act that fails is told where it was asked, and can be asked again; once it is done the page has the focus. */
async function endByKeys(page: Page, watch: Locator): Promise<void> {
  await page.route(/\/watches\/[^/]+\/end$/, (route) => route.abort())
  await watch.getByTestId('watch-end').focus()
  await page.keyboard.press('Enter')
  await expect(watch.getByTestId('problem')).toHaveAttribute('data-code', 'unreachable')
  await expect(watch.getByTestId('watch-end')).toBeFocused()
  await page.unrouteAll()
  await page.keyboard.press('Enter')
  await expect(watch).toHaveAttribute('data-state', 'ended')
  await expect(page.locator('main')).toBeFocused()
}
