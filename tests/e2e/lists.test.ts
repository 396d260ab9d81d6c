import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Locale } from '../../contract/words.ts'
import { madeList } from '../support/made-formats.ts'
import { madeCsv } from '../support/made-lists.ts'
import { waves } from '../support/made-pictures.ts'
import { openFirst, takeIn } from './support/desk.ts'
import { openAmong, signInAs, test } from './support/demonstration.ts'
import { assertAccessible, shoot } from './support/screens.ts'

/** A supervisor and the hash lists: a partner's file with faulty rows comes in and a queued item is known; another is cancelled; the list goes. */

test.use({ colorScheme: 'light', reducedMotion: 'reduce' })

const ROWS = 30_000
const FAULTY = 130
const PARTNER = 'NCMEC industrie'

let folder = ''
test.beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'paravent-lists-'))))
test.afterAll(() => rm(folder, { recursive: true, force: true }))

const listNamed = (page: Page, name: string): Locator => page.locator(`[data-testid=list][data-name="${name}"]`)

function lookAt(page: Page, locale: Locale): (name: string) => Promise<void> {
  return async (name) => {
    await shoot(page, locale, name)
    await assertAccessible(page, name)
  }
}

/** A file of NCMEC with faulty items, whose last item is the picture by its bytes. */
async function writeNcmec(path: string, picture: Uint8Array): Promise<void> {
  const md5 = createHash('md5').update(picture).digest('hex')
  const known = `<image><member id="77"/><timestamp>2026-02-03T04:05:06Z</timestamp><id>known</id><classification>A1</classification><fingerprints><md5>${md5}</md5></fingerprints></image>`
  await writeFile(path, madeList('ncmec_xml', ROWS, FAULTY).bytes.toString().replace('</images>', `${known}</images>`))
}

/** Opens the dialog of an import with this file in it. */
async function chooseFile(page: Page, file: string): Promise<void> {
  await page.getByTestId('page-lists').click()
  await page.getByTestId('list-import').focus()
  await page.keyboard.press('Enter')
  await page.getByTestId('list-file').setInputFiles(file)
}

/** By keys from the button to the end, but for the file. */
async function importPartner(page: Page, file: string): Promise<void> {
  const list = listNamed(page, PARTNER)
  await chooseFile(page, file)
  await expect(page.getByTestId('list-format')).toHaveValue('ncmec_xml')
  await page.getByTestId('list-origin').fill('NCMEC')
  await page.getByTestId('trust-verified').check()
  await page.getByTestId('list-expires').fill('2027-06-30')
  await page.getByTestId('meaning-classification').first().fill('A1')
  await page.getByTestId('meaning-infraction').first().selectOption('csam')
  await lookAt(page, 'fr')('lists-import')
  await page.getByTestId('list-name').press('Enter')
  await expect(page.getByTestId('import-list')).toBeHidden()
  await expect(list.getByTestId('list-progress')).toBeVisible()
  await expect(list).toHaveAttribute('data-state', 'ready')
  await expect(list.getByTestId('list-entries')).toHaveText(/^29.871$/)
  await expect(list.getByTestId('list-rejected')).toHaveText(String(FAULTY))
  await expect(list.getByTestId('list-matched')).toHaveText('1')
  await expect(list.getByTestId('list-terms-told')).toContainText('30 juin 2027')
  await lookAt(page, 'fr')('lists-of-supervisor')
}

async function readRowsSetAside(page: Page): Promise<void> {
  const button = listNamed(page, PARTNER).getByTestId('list-rejections')
  await button.press('Enter')
  await expect(page.getByTestId('rejection')).toHaveCount(100)
  await expect(page.getByTestId('rejection').first()).toContainText('L’empreinte de la ligne est mal formée.')
  await lookAt(page, 'fr')('lists-rejections')
  await page.getByTestId('rejections-after').press('Enter')
  await expect(page.getByTestId('rejection')).toHaveCount(FAULTY - 100)
  await expect(page.getByTestId('rejections-place')).toHaveText('101 à 130 sur 130')
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
}

async function cancelAnother(page: Page): Promise<void> {
  const file = join(folder, 'longue.csv')
  await writeFile(file, Buffer.concat([...madeCsv(400_000)]))
  await chooseFile(page, file)
  await page.getByTestId('list-start').click()
  const list = listNamed(page, 'longue')
  await expect(list.getByTestId('list-progress')).toHaveAttribute('data-phase', 'reading')
  await expect(list.getByTestId('list-progress')).toContainText('lignes')
  await lookAt(page, 'fr')('lists-progress')
  await list.getByTestId('list-cancel').press('Enter')
  await expect(list).toHaveAttribute('data-state', 'cancelled')
  await expect(list.getByTestId('list-again')).toBeVisible()
  await list.getByTestId('list-remove').click()
  await page.getByTestId('list-remove-confirm').click()
  await expect(list).toHaveCount(0)
}

/** What may not be shared is not exported; when its terms change, the line that exports it is told. */
async function allowSharing(page: Page): Promise<void> {
  const list = listNamed(page, PARTNER)
  await list.getByTestId('list-export').click()
  await expect(page.getByTestId('export-refused')).toHaveAttribute('data-code', 'list.not_shareable')
  await page.keyboard.press('Escape')
  await list.getByTestId('list-terms').click()
  await page.getByTestId('list-may-share').check()
  await lookAt(page, 'fr')('lists-terms')
  await page.getByTestId('terms-save').press('Enter')
  await expect(list.getByTestId('list-terms-told')).toContainText('partage permis')
  await list.getByTestId('list-export').click()
  await page.getByTestId('export-format').selectOption('vics')
  await expect(page.getByTestId('export-line')).toContainText('--format vics --out list.json')
  await lookAt(page, 'fr')('lists-export')
  await page.keyboard.press('Escape')
}

async function removePartner(page: Page): Promise<void> {
  const list = listNamed(page, PARTNER)
  await list.getByTestId('list-remove').click()
  await expect(page.getByTestId('lost-matched')).toHaveAttribute('data-count', '1')
  await expect(page.getByTestId('lost-proposals')).toHaveAttribute('data-count', '1')
  await lookAt(page, 'fr')('lists-remove')
  await page.getByTestId('list-remove-confirm').press('Enter')
  await expect(list).toHaveCount(0)
}

test('a supervisor imports a file with faulty rows, and an item that waited is known; another import is cancelled, and the list removed', async ({ page, demonstration }) => {
  const picture = await waves(9150).jpeg().toBuffer()
  const file = join(folder, `${PARTNER}.xml`)
  await writeFile(join(folder, 'vue.jpg'), picture)
  await writeNcmec(file, picture)
  await signInAs(page, demonstration, 'helene')
  await takeIn(page, { files: [join(folder, 'vue.jpg')] })
  await page.getByTestId('summary-open').click()
  await expect(page.getByTestId('no-match')).toBeVisible()
  const item = (await page.getByTestId('review').getAttribute('data-item')) ?? ''

  await importPartner(page, file)
  await readRowsSetAside(page)
  await page.getByTestId('page-review').click()
  await expect(page.getByTestId('review')).toHaveAttribute('data-item', item)
  await expect(page.getByTestId('match').filter({ hasText: PARTNER })).toHaveAttribute('data-kind', 'exact')

  await cancelAnother(page)
  await allowSharing(page)
  await removePartner(page)
  await page.getByTestId('page-review').click()
  await expect(page.getByTestId('no-match')).toBeVisible()
})

test('a file that is no list says so with its remedy, is imported again in its format, and goes into a list by a delta', async ({ page, demonstration }) => {
  const look = lookAt(page, 'en')
  const [file, more] = [join(folder, 'hashes.json'), join(folder, 'more.json')]
  await writeFile(file, madeList('stopncii', 300, 1).bytes)
  await writeFile(more, madeList('stopncii', 400, 1).bytes)
  await signInAs(page, demonstration, 'helene', 'en')
  await chooseFile(page, file)
  await expect(page.getByTestId('list-format')).toHaveValue('stopncii')
  await expect(page.getByTestId('never-verified')).toBeVisible()
  await expect(page.getByTestId('trust-verified')).toBeDisabled()
  await look('lists-import-stopncii')
  await page.getByTestId('list-format').selectOption('ncmec_xml')
  await page.getByTestId('list-start').click()
  const list = listNamed(page, 'hashes')
  await expect(list.getByTestId('list-failure')).toHaveAttribute('data-code', 'list.malformed')
  await look('lists-failed')

  await list.getByTestId('list-again').click()
  await page.getByTestId('list-file').setInputFiles(file)
  await expect(page.getByTestId('list-format')).toHaveValue('stopncii')
  await page.getByTestId('list-start').click()
  await expect(list).toHaveCount(1)
  await expect(list).toHaveAttribute('data-state', 'ready')
  await expect(list.getByTestId('list-trust')).toHaveText('not verified')

  await list.getByTestId('list-into').click()
  await page.getByTestId('list-file').setInputFiles(more)
  await expect(page.getByTestId('mode-delta')).toBeChecked()
  await look('lists-into')
  await page.getByTestId('list-start').click()
  await expect(list.getByTestId('list-entries')).toHaveText('399')
  await list.getByTestId('list-remove').click()
  await page.getByTestId('list-remove-confirm').click()
  await expect(list).toHaveCount(0)
})

/** Something is watched for, and something confirmed enters our own list. */
async function writeLists(page: Page): Promise<void> {
  await openAmong(page, { kind: 'image', known: 'none' }, 'unknown')
  await page.getByTestId('watch-for').click()
  await page.getByTestId('watch-name').fill('Vidéo de la place')
  await page.getByTestId('watch-add').click()
  await expect(page.getByTestId('watch-dialog')).toBeHidden()
  const item = await openFirst(page, 'known_verified')
  await page.keyboard.press('c')
  await expect(page.getByTestId('undo')).toBeVisible()
  await page.getByTestId('view-decided').click()
  await page.locator(`[data-testid=queue-row][data-item="${item}"]`).click()
  await page.getByTestId('own-list-add').click()
  await expect(page.getByTestId('own-list')).toHaveAttribute('data-there', 'true')
}

test('our own list and watches stand among the lists, in the dark and in high contrast too', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'karim')
  await writeLists(page)
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.getByTestId('page-settings').click()
    await page.getByTestId('setting-theme').selectOption(theme)
    await page.getByTestId('page-lists').click()
    const own = page.getByTestId('own-list-card')
    await expect(own.getByTestId('list-entries')).toHaveText('2')
    await expect(page.getByTestId('watch-list').first()).toContainText('Vidéo de la place')
    await own.scrollIntoViewIfNeeded()
    await expect(page.getByTestId('list-import')).toHaveCount(0)
    await lookAt(page, 'fr')(`lists-${theme}`)
  }
  await page.getByTestId('own-list-export').press('Enter')
  await expect(page.getByTestId('export-line')).toContainText('list export --own --format csv')
})
