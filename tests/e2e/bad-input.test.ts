import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { waves } from '../support/made-pictures.ts'
import { openFirst } from './support/desk.ts'
import { atTheDoor, signInAs, test } from './support/demonstration.ts'
import { assertAccessible } from './support/screens.ts'
import { openDesk } from './support/shell.ts'

/** What goes wrong is said where it went wrong, in the person's language, with what to do about it. */

let folder: string
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-bad-'))
})
test.afterAll(() => rm(folder, { recursive: true, force: true }))

test('wrong passphrases are refused, and from the third on one has to wait longer each time', async ({ page, demonstration }) => {
  await atTheDoor(page, demonstration)
  await page.getByTestId('person-claire').click()
  const problem = page.getByTestId('problem')
  const attempt = async (): Promise<string | null> => {
    const answered = page.waitForResponse(/\/api\/sign-in$/)
    await page.getByTestId('sign-in-passphrase').fill('une autre phrase que la sienne')
    await page.getByTestId('sign-in').click()
    await answered
    await expect(problem).toBeVisible()
    return problem.getAttribute('data-code')
  }
  for (let wrong = 0; wrong < 3; wrong += 1) expect(await attempt()).toBe('session.wrong_passphrase')
  await expect(problem).toContainText('Vérifiez les majuscules et la disposition du clavier')
  expect(await attempt()).toBe('session.too_many_attempts')
  await page.waitForTimeout(1100)
  expect(await attempt()).toBe('session.wrong_passphrase')
  expect(await attempt()).toBe('session.too_many_attempts')
  await page.waitForTimeout(1100)
  expect(await attempt()).toBe('session.too_many_attempts')
})

test('a hub that is down at set-up is said so, and what was typed stays', async ({ browser, shell }) => {
  const desk = await openDesk(shell, browser, { profile: join(folder, 'profile'), hubUrl: 'http://127.0.0.1:9' })
  const { page } = desk
  try {
    await page.getByTestId('language-fr').click()
    await page.getByTestId('set-up-login').fill('karim')
    await page.getByTestId('set-up-password').fill('son mot de passe')
    await page.getByTestId('set-up-code').fill('ABCD-EFGH-JKMN-PQRS')
    for (const field of ['new-passphrase', 'new-passphrase-again']) await page.getByTestId(field).fill('un train bleu vers la mer')
    await page.getByTestId('set-up').click()
    await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'hub.unreachable')
    await expect(page.getByTestId('problem')).toContainText('serveur')
    await expect(page.getByTestId('set-up-login')).toHaveValue('karim')
    await expect(page.getByTestId('set-up')).toBeEnabled()
    await assertAccessible(page, 'set-up')
  } finally {
    await desk.close()
  }
})

test('files that are empty, lie or are damaged are taken in, and say why they cannot be shown', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'jeanne')
  const whole = await waves(301).jpeg().toBuffer()
  const files: [name: string, content: Buffer | string][] = [
    ['rien.png', ''],
    ['lettre.jpg', 'Ceci n’est pas une image, quoi qu’en dise son nom.\n'.repeat(20)],
    ['abîmée.jpg', Buffer.concat([whole.subarray(0, 24), Buffer.alloc(2000, 0x5a)])],
    ['coupée à moitié.jpg', whole.subarray(0, Math.floor(whole.length / 2))],
    ['entière.mp4', whole],
  ]
  for (const [name, content] of files) await writeFile(join(folder, name), content)
  await page.keyboard.press('n')
  await drop(page, files.map(([name]) => join(folder, name)))
  await expect(page.getByTestId('picked')).toContainText('5 fichiers')
  await page.getByTestId('intake-finish').click()
  await expect(page.getByTestId('summary')).toBeVisible()
  await page.getByTestId('intake-close').click()

  const reasons: Record<string, string> = {
    'rien.png': 'Le fichier est vide. Redemandez-le à la source',
    'lettre.jpg': 'Il est scellé et conservé',
    'abîmée.jpg': 'L’image est trop endommagée pour être lue. Qualifiez-la sur les faits',
  }
  for (const [name, reason] of Object.entries(reasons)) {
    await find(page, name)
    await expect(page.getByTestId('stage')).toContainText(reason)
    await expect(page.getByTestId('outcome-gone')).toBeVisible()
  }
  await find(page, 'coupée à moitié.jpg')
  await expect(page.getByTestId('before-looking')).toContainText('endommagé, lu en partie')
  await find(page, 'entière.mp4')
  await expect(page.getByTestId('before-looking')).toContainText('image JPEG')
  await expect(page.getByTestId('covered-image')).toBeVisible()
})

const ENDED = { fr: 'Rien n’est plus venu de cette page pendant cinq minutes', en: 'Nothing more had come from this page for five minutes' }
for (const locale of ['fr', 'en'] as const) {
  test(`an intake that ended without its page is told with what did not come, in ${locale === 'fr' ? 'French' : 'English'}`, async ({ page, demonstration }) => {
    await signInAs(page, demonstration, 'jeanne', locale)
    const file = join(folder, `jamais-${locale}.png`)
    await writeFile(file, await waves(302).png().toBuffer())
    // No answer to a chunk comes.
    await page.route(/\/api\/uploads\/[^/]+$/, () => undefined)
    const sent = page.waitForRequest(/\/api\/uploads\/[^/]+$/)
    const started = page.waitForResponse(/\/api\/intakes$/)
    await page.keyboard.press('n')
    await drop(page, [file])
    await page.getByTestId('intake-urls').fill(`https://example.org/${locale}`)
    await page.getByTestId('intake-finish').click()
    const { intakeId } = (await (await started).json()) as { intakeId: string }
    const { authorization = '' } = await (await sent).allHeaders()
    // As the core does by itself, in less time.
    await page.evaluate(([id, token]) => fetch(`/api/intakes/${id}/finish`, { method: 'POST', headers: { authorization: token ?? '' } }), [intakeId, authorization])
    await expect(page.getByTestId('ended-alone')).toContainText(ENDED[locale])
    await expect(page.getByTestId('refused')).toContainText(`jamais-${locale}.png`)
    await assertAccessible(page, 'summary of an intake that ended alone')
    await page.getByTestId('intake-close').click()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
}

test('a list with bad rows is imported, and each bad row is shown with its reason', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'helene')
  const file = join(folder, 'partenaire.csv')
  const rows = [`sha256,${'ab'.repeat(32)},A,ref-1,,`, 'md5,pas-une-empreinte,A,ref-2,,', 'crc32,00ff00ff,A,ref-3,,', 'pdq,00ff,A,ref-4,,']
  await writeFile(file, ['algorithm,value,classification,source_reference,added,expires', ...rows, ''].join('\n'))
  await page.getByTestId('page-lists').click()
  await page.getByTestId('list-import').click()
  await page.getByTestId('list-file').setInputFiles(file)
  await assertAccessible(page, 'import of a list')
  await page.getByTestId('list-start').click()
  const list = page.locator('[data-testid=list][data-name=partenaire]')
  await expect(list).toHaveAttribute('data-state', 'ready')
  await expect(list.getByTestId('list-entries')).toHaveText('1')
  await expect(list.getByTestId('list-rejected')).toHaveText('3')
  await list.getByTestId('list-rejections').click()
  await expect(page.getByTestId('rejection')).toHaveCount(3)
  for (const row of await page.getByTestId('rejection').all()) await expect(row).toContainText(/\d/)
  await page.getByTestId('dialog-close').click()
  await list.getByTestId('list-remove').click()
  await page.getByTestId('list-remove-confirm').click()
  await expect(list).toHaveCount(0)
})

/** Drops files on the drop zone, as a file manager does. */
async function drop(page: Page, paths: string[]): Promise<void> {
  const zone = await page.getByTestId('drop-zone').boundingBox()
  const hand = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await hand.send('Input.dispatchDragEvent', { type, x: zone!.x + 20, y: zone!.y + 20, data: { items: [], files: paths, dragOperationsMask: 1 } })
  }
}

/** Searches for a file's name and opens what is found, once it is analysed. */
async function find(page: Page, name: string): Promise<void> {
  const found = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get('q') === name)
  await page.getByTestId('queue-search').fill(name)
  await found
  await expect(page.getByTestId('queue-total')).toHaveText('1')
  await expect(page.locator('[data-testid=queue-row][data-title=analysing]')).toHaveCount(0)
  await openFirst(page, (await page.getByTestId('queue-row').getAttribute('data-title')) ?? '')
  await page.getByTestId('hashes').locator('summary').click()
  await expect(page.getByTestId('hashes')).toContainText(name)
}
