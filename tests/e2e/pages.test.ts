import { expect, type Page } from '@playwright/test'
import type { Locale } from '../../contract/words.ts'
import { waves } from '../support/made-pictures.ts'
import { openFirst, signOut } from './support/desk.ts'
import { atTheDoor, enter, openAmong, openUnknown, signInAs, test } from './support/demonstration.ts'
import { assertAccessible, shoot } from './support/screens.ts'

/** Every page as a person meets it, in both languages: photographed for people's eyes, and read by axe. */

test.use({ colorScheme: 'light', reducedMotion: 'reduce' })

const WORDS: Record<Locale, { reason: string; doubt: string; text: string }> = {
  fr: {
    reason: 'Même image que dans trois signalements confirmés ; diffusée sur un forum public.',
    doubt: 'L’âge ne peut être établi sur cette seule image.',
    text: 'Deux images vues sur un forum public.',
  },
  en: {
    reason: 'Same picture as in three confirmed reports; shared on a public forum.',
    doubt: 'The age cannot be told from this picture alone.',
    text: 'Two pictures seen on a public forum.',
  },
}

for (const locale of ['fr', 'en'] as const) {
  test(`the pages of an analyst, in ${locale === 'fr' ? 'French' : 'English'}`, async ({ page, demonstration }) => {
    const look = lookAt(page, locale)
    await atTheDoor(page, demonstration, locale)
    await page.getByTestId('person-karim').click()
    await look('sign-in')
    await enter(page, 'karim')
    await expect(page.getByTestId('queue-row').first()).toBeVisible()
    await look('queue')

    await openFirst(page, 'similar')
    await expect(page.getByTestId('covered-image')).toBeVisible()
    // The lists were there before the reports.
    await expect(page.getByTestId('moved')).toHaveCount(0)
    await look('item-covered')
    await page.keyboard.down('Space')
    await expect(page.getByTestId('reveal-image')).toBeVisible()
    await look('item-revealed')
    await page.keyboard.up('Space')
    await fillIn(page, WORDS[locale].reason)
    await look('decision')

    await openAmong(page, { kind: 'video', known: 'similar' }, 'video_known')
    await expect(page.getByTestId('match-bar')).toBeVisible()
    await look('video')
    await page.keyboard.press('t')
    await expect.poll(() => page.getByTestId('reveal-video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.5)
    await look('video-playing')
    await page.keyboard.press('Escape')

    await page.keyboard.press('?')
    await look('help')
    await page.getByTestId('dialog-close').click()
    await takePicturesIn(page, locale)
    await look('intake-summary')
    await page.getByTestId('intake-close').click()
    await page.getByTestId('page-lists').click()
    await expect(page.getByTestId('list')).toHaveCount(2)
    await look('lists')
    await page.getByTestId('page-settings').click()
    await look('settings')
  })

  test(`the page of a supervisor, in ${locale === 'fr' ? 'French' : 'English'}`, async ({ page, demonstration }) => {
    await signInAs(page, demonstration, 'karim', locale)
    await openUnknown(page)
    await page.keyboard.press('Digit5')
    await page.keyboard.press('m')
    await page.keyboard.type(WORDS[locale].doubt)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('undo')).toBeVisible()
    await signOut(page)
    await page.getByTestId(`language-${locale}`).click()
    await enter(page, 'helene')
    await openFirst(page, 'unknown')
    await expect(page.getByTestId('stage')).toHaveAttribute('data-rung', 'facts')
    await page.keyboard.press('Digit3')
    await lookAt(page, locale)('second-look')
  })
}

test('the review page in the dark and in high contrast', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'karim')
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.getByTestId('page-settings').click()
    await page.getByTestId('setting-theme').selectOption(theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await page.getByTestId('page-review').click()
    await openFirst(page, 'similar')
    await expect(page.getByTestId('covered-image')).toBeVisible()
    await lookAt(page, 'fr')(`review-${theme}`)
  }
})

test('decisions wait when the hub is gone, and the page says so', async ({ page, demonstration }) => {
  test.skip(process.platform !== 'linux', 'finds the hub’s process in /proc')
  await signInAs(page, demonstration, 'karim')
  await expect(page.getByTestId('sync-sent')).toBeVisible()
  demonstration.killHub()
  for (const key of ['Digit2', 'Digit3', 'Digit2']) {
    const item = await openUnknown(page)
    await page.keyboard.press(key)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('review')).not.toHaveAttribute('data-item', item)
  }
  await expect(page.getByTestId('sync-offline')).toHaveAttribute('data-waiting', '3')
  for (const locale of ['fr', 'en'] as const) {
    await page.getByTestId('page-settings').click()
    await page.getByTestId('setting-language').selectOption(locale)
    await page.getByTestId('page-review').click()
    await openFirst(page, 'similar')
    await expect(page.getByTestId('covered-image')).toBeVisible()
    await page.getByTestId('sync-state').click()
    await expect(page.getByTestId('sync-details')).toBeVisible()
    await lookAt(page, locale)('offline')
    await page.keyboard.press('Escape')
  }
})

/** Photographs a page and has it read by axe; text is longer or shorter in English, but its colours and roles are the same. */
function lookAt(page: Page, locale: Locale): (name: string) => Promise<void> {
  return async (name) => {
    await shoot(page, locale, name)
    if (locale === 'fr') await assertAccessible(page, name)
  }
}

/** A qualification, filled in and not yet validated. */
async function fillIn(page: Page, reason: string): Promise<void> {
  await page.keyboard.press('Digit1')
  await page.getByTestId('label-drawn').click()
  await page.keyboard.press('m')
  await page.keyboard.type(reason)
  await page.keyboard.press('Escape')
}

/** Three files of which one is empty: two become items to be seen, one an item that cannot be shown. */
async function takePicturesIn(page: Page, locale: Locale): Promise<void> {
  const [seed, other] = locale === 'fr' ? [101, 102] : [103, 104]
  const picture = async (number: number) => ({ name: `${number}.png`, mimeType: 'image/png', buffer: await waves(number).png().toBuffer() })
  const same = await picture(seed)
  await page.getByTestId('page-review').click()
  await page.keyboard.press('n')
  const files = [same, await picture(other), { ...same, name: 'copie.png' }]
  await page.getByTestId('intake-files').setInputFiles([...files, { name: 'vide.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }])
  await page.getByTestId('intake-text').fill(WORDS[locale].text)
  await page.getByTestId('intake-finish').click()
  await expect(page.getByTestId('summary')).toBeVisible()
}
