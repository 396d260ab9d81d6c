import { expect, type Page } from '@playwright/test'
import { openFirst } from './support/desk.ts'
import { signInAs, test } from './support/demonstration.ts'
import type { RunningDemonstration } from './support/running-demonstration.ts'

/** What is uncovered is covered again: by the page itself, at once, whatever the network or the core are doing. */

const MOST_MS = 50

/** Notes, inside the page, when revealed pixels enter and leave the document, and when the key that held them went up. */
function watchSurface(): void {
  const seen = { shown: 0, covered: [] as number[], released: 0 }
  Object.assign(window, { seen })
  window.addEventListener('keyup', (event) => (seen.released = event.timeStamp), true)
  const isRevealed = (node: Node): boolean => node instanceof HTMLElement && node.dataset['testid'] === 'reveal-image'
  new MutationObserver((changes) => {
    for (const change of changes) {
      if ([...change.addedNodes].some(isRevealed)) seen.shown += 1
      if ([...change.removedNodes].some(isRevealed)) seen.covered.push(performance.now())
    }
  }).observe(document, { childList: true, subtree: true })
}

type Seen = { shown: number; covered: number[]; released: number }
const seenBy = (page: Page): Promise<Seen> => page.evaluate(() => (window as unknown as { seen: Seen }).seen)

async function openCovered(page: Page, demonstration: RunningDemonstration): Promise<void> {
  await page.addInitScript(watchSurface)
  await signInAs(page, demonstration, 'jeanne')
  await openFirst(page, 'similar')
  await expect(page.getByTestId('covered-image')).toBeVisible()
}

/** Toggles a reveal and waits until its pixels are on the page. */
async function reveal(page: Page): Promise<void> {
  await page.keyboard.press('t')
  await expect(page.getByTestId('reveal-image')).toBeVisible()
}

test('pixels leave the document within 50 ms of the key’s release', async ({ page, demonstration }) => {
  await openCovered(page, demonstration)
  const took: number[] = []
  for (let turn = 0; turn < 5; turn += 1) {
    await page.keyboard.down('Space')
    await expect.poll(() => page.getByTestId('reveal-image').evaluateAll((images) => images.some((image) => (image as HTMLImageElement).complete))).toBe(true)
    await page.keyboard.up('Space')
    await expect(page.getByTestId('reveal-image')).toHaveCount(0)
    const { covered, released } = await seenBy(page)
    took.push((covered.at(-1) ?? Number.NaN) - released)
  }
  test.info().annotations.push({ type: 'covered after (ms)', description: took.map((ms) => ms.toFixed(1)).join(', ') })
  expect(took.toSorted((one, other) => one - other)[2]).toBeLessThan(MOST_MS)
})

test('a toggled reveal is covered when the page loses the focus or is hidden', async ({ page, demonstration }) => {
  await openCovered(page, demonstration)
  await reveal(page)
  await page.evaluate(() => void window.dispatchEvent(new Event('blur')))
  await expect(page.getByTestId('reveal-image')).toHaveCount(0)
  await reveal(page)
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect(page.getByTestId('reveal-image')).toHaveCount(0)
})

test('a toggled reveal is covered by another item, by a decision before its answer, and by the lock', async ({ page, demonstration }) => {
  await openCovered(page, demonstration)
  await reveal(page)
  await page.keyboard.press('j')
  expect(await page.getByTestId('reveal-image').count()).toBe(0)
  await openFirst(page, 'similar')

  let answered = false
  await page.route(/\/decisions$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    answered = true
    await route.abort()
  })
  await reveal(page)
  await page.keyboard.press('Digit2')
  await page.keyboard.press('Enter')
  expect(await page.getByTestId('reveal-image').count()).toBe(0)
  expect(answered).toBe(false)
  await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'unreachable')

  await reveal(page)
  await page.keyboard.press('Control+l')
  expect(await page.getByTestId('reveal-image').count()).toBe(0)
  await expect(page.getByTestId('sign-in-page')).toBeVisible()
})

test('a toggled reveal counts down and covers by itself', async ({ page, demonstration }) => {
  await openCovered(page, demonstration)
  await page.getByTestId('page-settings').click()
  await page.getByTestId('setting-autoCoverSeconds').fill('2')
  await page.getByTestId('setting-autoCoverSeconds').blur()
  await expect(page.getByTestId('settings-saved')).toBeVisible()
  await page.getByTestId('page-review').click()
  await reveal(page)
  await expect(page.getByTestId('countdown')).toContainText('1')
  await expect(page.getByTestId('reveal-image')).toHaveCount(0, { timeout: 3000 })
  await expect(page.getByTestId('reveal-hint')).toHaveAttribute('data-phase', 'covered')
})

test('a key that is up again before the grant came never shows a pixel, and the grant is ended', async ({ page, demonstration }) => {
  await openCovered(page, demonstration)
  await page.route(/\/reveals$/, async (route) => {
    const granted = await route.fetch()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await route.fulfill({ response: granted })
  })
  const granted = page.waitForResponse(/\/reveals$/)
  const ended = page.waitForResponse(/\/api\/reveals\/[^/]+\/end$/)
  await page.keyboard.down('Space')
  await page.waitForTimeout(100)
  await page.keyboard.up('Space')
  const { url } = (await (await granted).json()) as { url: string }
  await ended
  expect((await seenBy(page)).shown).toBe(0)
  expect(await page.evaluate(async (address) => (await fetch(address)).status, url)).toBe(404)
})
