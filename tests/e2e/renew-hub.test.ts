import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { v7 } from 'uuid'
import { openHubIn } from '../../hub/embedded.ts'
import { setUp, signIn, sitDown } from './support/desk.ts'
import { freePort } from './support/free-port.ts'
import { startHub, startWorkstation, type Machine } from './support/machines.ts'
import { assertAccessible } from './support/screens.ts'
import { test } from './support/shell.ts'

/** The hub does not take this workstation's access any more: the card in the settings gives it a new one. */

const LENA = { login: 'lena', password: 'the hub of lena', code: '', passphrase: 'six barques sur un lac' }

// The test spoils the file in which the preview shell keeps it.
test.skip(({ shell }) => shell === 'electron', 'the desktop shell keeps its token in the keyring')

let folder = ''
let hub: Machine | undefined
let workstation: Machine | undefined
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-renew-'))
  const { hub: opened, close } = await openHubIn({ dir: join(folder, 'hub') })
  await opened.people.add({ id: v7(), login: LENA.login, name: 'Lena Petit', role: 'analyst' }, LENA.password)
  LENA.code = (await opened.people.makeCode(LENA.login)).code
  await close()
  hub = await startHub(join(folder, 'hub'), await freePort())
})
test.afterAll(async () => {
  await workstation?.stop()
  await hub?.stop()
  // A skipped test has none.
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** The token in the device's secret becomes one that the hub never gave. */
async function spoilToken(profile: string): Promise<void> {
  const file = join(profile, 'device-secret')
  const { tokens } = JSON.parse(await readFile(file, 'utf8')) as { tokens: Record<string, string> }
  await writeFile(file, JSON.stringify({ tokens: Object.fromEntries(Object.keys(tokens).map((id) => [id, 'of another time'])) }))
}

async function renew(page: Page, password: string): Promise<void> {
  await page.getByTestId('renew-password').fill(password)
  await page.getByTestId('renew-hub-go').click()
}

test('a lost access to the hub is told in the settings, and given anew for the password there', async ({ page }) => {
  test.setTimeout(120_000)
  const profile = join(folder, 'profile')
  workstation = await startWorkstation(profile, hub!.address)
  await sitDown(page, workstation.address)
  await setUp(page, hub!.address, LENA)
  await page.getByTestId('page-settings').click()
  await expect(page.getByTestId('change-passphrase')).toBeVisible()
  await expect(page.getByTestId('renew-hub')).toHaveCount(0)

  await workstation.stop()
  await spoilToken(profile)
  workstation = await startWorkstation(profile, hub!.address)
  await page.goto(workstation.address)
  await signIn(page, LENA)
  await page.getByTestId('page-settings').click()
  await expect(page.getByTestId('renew-hub')).toBeVisible()
  await assertAccessible(page, 'lost access to the hub')

  await renew(page, 'not the password')
  await expect(page.getByTestId('renew-hub').getByTestId('problem')).toHaveAttribute('data-code', 'hub.wrong_password')
  await renew(page, LENA.password)
  await expect(page.getByTestId('renew-hub')).toHaveCount(0)
  await expect(page.getByTestId('sync-sent')).toBeVisible()
})
