import { expect, type Page } from '@playwright/test'
import { openFirst } from './support/desk.ts'
import { atTheDoor, openUnknown, passphraseOf, signInAs, test, type Login } from './support/demonstration.ts'

/** The main path without a mouse. The keys themselves are a table with a test of its own (renderer/shortcuts). */

test('from sign-in to the second look by keyboard alone', async ({ page, demonstration }) => {
  await atTheDoor(page, demonstration)

  await test.step('sign in: arrows choose the person', async () => {
    await signInByKeys(page, 'jeanne')
    await expect(page.getByTestId('queue-row').first()).toBeVisible()
  })

  await test.step('walk the queue', async () => {
    await page.keyboard.press('j')
    const first = await openItem(page)
    await page.keyboard.press('j')
    await expect.poll(() => openItem(page)).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(() => openItem(page)).toBe(first)
    await walkTo(page, 'unknown')
  })
  const decided = await openItem(page)

  await test.step('hold to reveal, release to cover; toggle, and cover at once', async () => {
    await expect(page.getByTestId('covered-image')).toBeVisible()
    await page.keyboard.down('Space')
    await expect(page.getByTestId('reveal-image')).toBeVisible()
    await page.keyboard.up('Space')
    await expect(page.getByTestId('reveal-image')).toHaveCount(0)
    await page.keyboard.press('t')
    await expect(page.getByTestId('countdown')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('reveal-image')).toHaveCount(0)
  })

  await test.step('qualify: the missing infraction is asked for, found by its first letters, and the next item is there', async () => {
    await page.keyboard.press('Digit1')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'decision.infraction_required')
    await page.keyboard.type('haine')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect.poll(() => openItem(page)).not.toBe(decided)
    await expect(page.getByTestId('qualification')).toBeVisible()
    await expect(page.getByTestId('notice')).toHaveText('Décidé : illégal')
  })

  await test.step('undo leads back to it; decided again, it waits for a second look', async () => {
    await page.keyboard.press('z')
    await expect.poll(() => openItem(page)).toBe(decided)
    await expect(page.getByTestId('notice')).toHaveText('Décision retirée')
    await page.keyboard.press('Digit1')
    await page.keyboard.press('i')
    await page.keyboard.type('haine')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => openItem(page)).not.toBe(decided)
  })

  await test.step('lock, and unlock back on the same item', async () => {
    const before = await openItem(page)
    await page.keyboard.press('Control+l')
    await expect(page.getByTestId('left-why')).toBeVisible()
    await page.keyboard.type(passphraseOf('jeanne'))
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('qualification')).toBeVisible()
    expect(await openItem(page)).toBe(before)
  })

  await test.step('the supervisor takes over and confirms', async () => {
    await tabTo(page, 'person')
    await page.keyboard.press('Enter')
    await tabTo(page, 'sign-out')
    await page.keyboard.press('Enter')
    await signInByKeys(page, 'helene')
    await expect(page.getByTestId('view-second_look')).toHaveAttribute('aria-pressed', 'true')
    await walkToItem(page, decided)
    await expect(page.getByTestId('stage')).toHaveAttribute('data-rung', 'facts')
    await page.keyboard.press('Digit1')
    await page.keyboard.press('Enter')
    await expect(page.locator(`[data-testid=queue-row][data-item="${decided}"]`)).toHaveCount(0)
    await expect(page.getByTestId('notice')).toHaveText(/Confirm/)
  })
})

test('the focus can be seen wherever Tab leads', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'jeanne')
  await openUnknown(page)
  const reached = new Set<string>()
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab')
    const { name, seen } = await page.evaluate(focusNow)
    expect(seen, `no ring is seen around ${name}`).toBe(true)
    reached.add(name)
  }
  for (const name of ['lock', 'queue-list', 'rung-covered', 'infraction', 'reason', 'help']) expect([...reached]).toContain(name)
})

test('no key acts while a field has the focus, and digits go by their place on AZERTY', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'jeanne')
  const item = await openUnknown(page)
  await page.keyboard.press('m')
  await page.keyboard.type('jn1zt? c')
  await expect(page.getByTestId('reason')).toHaveValue('jn1zt? c')
  await expect(page.locator('[data-chosen=true]')).toHaveCount(0)
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await expect(page.getByTestId('reveal-hint')).toHaveAttribute('data-phase', 'covered')
  expect(await openItem(page)).toBe(item)
  await page.keyboard.press('Escape')
  const keyboard = await page.context().newCDPSession(page)
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'é', code: 'Digit2', text: 'é', windowsVirtualKeyCode: 50 })
  await expect(page.getByTestId('outcome-not_illegal')).toHaveAttribute('data-chosen', 'true')
})

test('single keys that a person switched off do nothing, while Space still reveals', async ({ page, demonstration }) => {
  await signInAs(page, demonstration, 'jeanne')
  await setSingleKeys(page, false)
  const item = await openFirst(page, 'similar')
  await expect(page.getByTestId('covered-image')).toBeVisible()
  for (const key of ['Digit1', 'j', 'n', 't', 'z', '?']) await page.keyboard.press(key)
  await expect(page.locator('[data-chosen=true]')).toHaveCount(0)
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await expect(page.getByTestId('reveal-hint')).toHaveAttribute('data-phase', 'covered')
  expect(await openItem(page)).toBe(item)
  await page.keyboard.down('Space')
  await expect(page.getByTestId('reveal-image')).toBeVisible()
  await page.keyboard.up('Space')
  await setSingleKeys(page, true)
})

async function setSingleKeys(page: Page, on: boolean): Promise<void> {
  await page.getByTestId('page-settings').click()
  await page.getByTestId('setting-singleKeyShortcuts').setChecked(on)
  await expect(page.getByTestId('settings-saved')).toBeVisible()
  await page.getByTestId('page-review').click()
}

const openItem = (page: Page): Promise<string> => page.getByTestId('review').getAttribute('data-item').then(String)

/** Walks down with J until an item with this title is open. */
async function walkTo(page: Page, title: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    const row = page.locator('[data-testid=queue-row][aria-selected=true]')
    if ((await row.getAttribute('data-title')) === title) return void (await expect(page.getByTestId('qualification')).toBeVisible())
    await step(page)
  }
  throw new Error(`no item «${title}» within sixty steps`)
}

async function walkToItem(page: Page, id: string): Promise<void> {
  await expect(page.getByTestId('queue-row').first()).toBeVisible()
  for (let steps = 0; steps < 20 && (await openItem(page)) !== id; steps += 1) await step(page)
  await expect(page.getByTestId('second-look')).toBeVisible()
  expect(await openItem(page)).toBe(id)
}

async function step(page: Page): Promise<void> {
  const before = await openItem(page)
  await page.keyboard.press('j')
  await expect.poll(() => openItem(page), { intervals: [20] }).not.toBe(before)
}

/** Tab leads to the people, arrows to the one, Tab to the passphrase. */
async function signInByKeys(page: Page, login: Login): Promise<void> {
  const radio = page.getByRole('radio')
  for (let steps = 0; steps < 8 && (await radio.and(page.locator(':focus')).count()) === 0; steps += 1) await page.keyboard.press('Tab')
  for (let steps = 0; steps < 4 && !(await page.getByTestId(`person-${login}`).getByRole('radio').isChecked()); steps += 1) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('sign-in-passphrase')).toBeFocused()
  await page.keyboard.type(passphraseOf(login))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('queue-total')).toBeVisible()
}

async function tabTo(page: Page, testId: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(focusNow)).name === testId) return
  }
  throw new Error(`Tab does not lead to ${testId}`)
}

/** Runs in the page: what has the focus, and whether a ring is seen on it, on its label, or on the row that the keys move. */
function focusNow(): { name: string; seen: boolean } {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return { name: 'nothing', seen: true }
  const ringed = [element, element.closest('label'), element.querySelector('[aria-selected=true]')].filter((place) => place !== null)
  const seen = ringed.some((place) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(place)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  })
  return { name: element.dataset['testid'] ?? element.tagName, seen }
}
