import { basename } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { STRIP_ADAPTER } from '../../../preview/strip-adapter.ts'

/** What a person does at the screen, in the words of the product. */

export async function sitDown(page: Page, address: string): Promise<void> {
  // The same tab keeps its page key, as after a restart of the program; another address is another origin.
  await page.addInitScript(STRIP_ADAPTER)
  await page.goto(address)
}

export interface Account {
  login: string
  password: string
  /** Of the enrolment; used once. */
  code: string
  passphrase: string
}

/** Sets a new profile up at the hub that the start named; answers the recovery code. */
export async function setUp(page: Page, hubUrl: string, account: Account): Promise<string> {
  await expect(page.getByTestId('set-up-hub')).toHaveValue(hubUrl)
  await page.getByTestId('set-up-login').fill(account.login)
  await page.getByTestId('set-up-password').fill(account.password)
  await page.getByTestId('set-up-code').fill(account.code)
  await fillPassphrase(page, account.passphrase)
  await page.getByTestId('set-up').click()
  const code = await page.getByTestId('recovery-code').innerText()
  await page.getByTestId('recovery-kept').check()
  await page.getByTestId('recovery-go-on').click()
  await expect(page.getByTestId('queue')).toBeVisible()
  return code
}

export async function addPerson(page: Page, account: Account): Promise<void> {
  await page.getByTestId('page-settings').click()
  await page.getByTestId('add-person-login').fill(account.login)
  await page.getByTestId('add-person-password').fill(account.password)
  await page.getByTestId('add-person-code').fill(account.code)
  await fillPassphrase(page.getByTestId('add-person'), account.passphrase)
  await page.getByTestId('add-person-go').click()
  await expect(page.getByTestId('add-person').getByRole('status')).toContainText(account.login)
}

/** Twice, in the form (or on the page) that asks for it. */
export async function fillPassphrase(place: Page | Locator, passphrase: string): Promise<void> {
  await place.getByTestId('new-passphrase').fill(passphrase)
  await place.getByTestId('new-passphrase-again').fill(passphrase)
}

export async function signIn(page: Page, account: Account): Promise<void> {
  await page.getByTestId(`person-${account.login}`).click()
  await page.getByTestId('sign-in-passphrase').fill(account.passphrase)
  await page.getByTestId('sign-in').click()
  await expect(page.getByTestId('queue')).toBeVisible()
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId('person').click()
  await page.getByTestId('sign-out').click()
  await expect(page.getByTestId('sign-in-page')).toBeVisible()
}

export interface ListToImport {
  file: string
  trust: 'verified' | 'unverified'
  classification: string
  infraction: string
}

/** Imports a list on its page and waits until it is ready. */
export async function importList(page: Page, list: ListToImport, entries: number): Promise<void> {
  await page.getByTestId('page-lists').click()
  await expect(page.getByTestId('list').or(page.getByTestId('lists-empty')).first()).toBeVisible()
  const before = await page.getByTestId('list').count()
  await page.getByTestId('list-import').click()
  await page.getByTestId('list-file').setInputFiles(list.file)
  await page.getByTestId(`trust-${list.trust}`).check()
  await page.getByTestId('meaning-classification').first().fill(list.classification)
  await page.getByTestId('meaning-infraction').first().selectOption(list.infraction)
  await page.getByTestId('list-start').click()
  await expect(page.getByTestId('list')).toHaveCount(before + 1)
  await expect(page.getByTestId('list').filter({ hasText: basename(list.file, '.csv') }).getByTestId('list-entries')).toHaveText(String(entries))
}

/** Takes files or a folder in as a report, and waits for the summary. */
export async function takeIn(page: Page, from: { files?: string[]; folder?: string; url?: string; text?: string; contact?: string; suspected?: string }): Promise<void> {
  await page.getByTestId('page-review').click()
  await page.getByTestId('intake-open').click()
  if (from.files !== undefined) await page.getByTestId('intake-files').setInputFiles(from.files)
  if (from.folder !== undefined) await page.getByTestId('intake-folder').setInputFiles(from.folder)
  if (from.url !== undefined) await page.getByTestId('intake-urls').fill(from.url)
  if (from.text !== undefined) await page.getByTestId('intake-text').fill(from.text)
  if (from.contact !== undefined) await page.getByTestId('intake-contact').fill(from.contact)
  if (from.suspected !== undefined) await page.getByTestId('intake-suspected').selectOption(from.suspected)
  await page.getByTestId('intake-finish').click()
  // Hundreds of files take their time.
  await expect(page.getByTestId('summary')).toBeVisible({ timeout: 60_000 })
}

/** Opens the first item of the queue with this title (`known_verified`, `similar`, `unknown` …). */
export async function openFirst(page: Page, title: string): Promise<string> {
  const row = page.locator(`[data-testid=queue-row][data-title=${title}]`).first()
  const id = await row.getAttribute('data-item')
  await row.click()
  await expect(page.locator(`[data-testid=queue-row][data-item="${id}"]`)).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('qualification').or(page.getByTestId('second-look'))).toBeVisible()
  return id!
}
