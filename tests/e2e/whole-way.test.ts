import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { v7 } from 'uuid'
import { makeZip } from '../support/make-zip.ts'
import { pdqOf } from '../support/pdq-of.ts'
import { waves } from '../support/made-pictures.ts'
import { addPerson, importList, openFirst, setUp, signIn, signOut, takeIn } from './support/desk.ts'
import { makeHubPlace, STORES, type HubPlace } from './support/hub-places.ts'
import { freePort } from './support/free-port.ts'
import type { Machine } from './support/machines.ts'
import { openDesk, test, type Desk } from './support/shell.ts'

/** The main job from end to end, on programs that are really started and really killed. */

const KARIM = { login: 'karim', password: 'the hub of karim', code: '', passphrase: 'un train bleu vers la mer' }
const HELENE = { login: 'helene', password: 'the hub of helene', code: '', passphrase: 'trois oranges sur la table' }
const CSAM = 'csam'

let folder = ''
let place: HubPlace | undefined
let hub: Machine | undefined
let desk: Desk | undefined

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-way-'))
})

test.afterEach(async () => {
  await desk?.close()
  await hub?.stop()
  await place?.close()
  place = undefined
  // A skipped test has none.
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** Two people at an empty hub, each with a code to enrol by. */
async function makeHub({ open }: HubPlace): Promise<void> {
  const { hub: made, close } = await open()
  await made.people.add({ id: v7(), login: KARIM.login, name: 'Karim Benali', role: 'analyst' }, KARIM.password)
  await made.people.add({ id: v7(), login: HELENE.login, name: 'Hélène Roux', role: 'supervisor' }, HELENE.password)
  for (const account of [KARIM, HELENE]) account.code = (await made.people.makeCode(account.login)).code
  await close()
}

/** A folder of eight pictures, of which one is known exactly and one resembles a known one; and a zip of three more. */
async function makeMaterial(): Promise<{ pictures: string; zip: string; exactList: string; similarList: string }> {
  const pictures = join(folder, 'reported')
  await mkdir(join(pictures, 'sous-dossier é 写真'), { recursive: true })
  const known = await waves(1).jpeg().toBuffer()
  await writeFile(join(pictures, 'a.jpg'), known)
  await writeFile(join(pictures, 'b.jpg'), await waves(2).resize(320, 240).jpeg({ quality: 40 }).toBuffer())
  for (const seed of [3, 4, 5, 6]) await writeFile(join(pictures, `c${seed}.png`), await waves(seed).png().toBuffer())
  for (const seed of [7, 8]) await writeFile(join(pictures, 'sous-dossier é 写真', `d${seed}.webp`), await waves(seed).webp().toBuffer())
  const zip = join(folder, 'album.zip')
  const inside = [{ name: '../escape.png', content: await waves(20).png().toBuffer() }]
  for (const seed of [9, 10]) inside.push({ name: `album/${seed}.png`, content: await waves(seed).png().toBuffer() })
  await writeFile(zip, makeZip(inside))
  const header = 'algorithm,value,classification,source_reference,added,expires\n'
  const exactList = join(folder, 'verified.csv')
  await writeFile(exactList, `${header}sha256,${createHash('sha256').update(known).digest('hex')},A,ref-1,,\nmd5,not-a-hash,A,ref-2,,\n`)
  const similarList = join(folder, 'perceptual.csv')
  await writeFile(similarList, `${header}pdq,${await pdqOf(waves(2))},A,ref-3,,\n`)
  return { pictures, zip, exactList, similarList }
}

/** The ids that the core acknowledged to the page, in order. */
function acknowledgedOn(page: Page): { decisions: string[]; withdrawn: string[] } {
  const acknowledged = { decisions: [] as string[], withdrawn: [] as string[] }
  page.on('response', async (response) => {
    if (response.request().method() !== 'POST' || !response.ok()) return
    const path = new URL(response.url()).pathname
    if (/^\/api\/items\/[^/]+\/decisions$/.test(path)) acknowledged.decisions.push((await response.json()).decision.id)
    const withdrawn = /^\/api\/decisions\/([^/]+)\/withdraw$/.exec(path)
    if (withdrawn !== null) acknowledged.withdrawn.push(withdrawn[1]!)
  })
  return acknowledged
}

/** Presses the keys of a decision and waits until the core has acknowledged it and the queue has moved on. */
async function decideByKeys(page: Page, keys: string[], acknowledged: { decisions: string[] }): Promise<string> {
  const before = acknowledged.decisions.length
  const item = await page.locator('[data-testid=queue-row][aria-selected=true]').getAttribute('data-item')
  for (const key of keys) await page.keyboard.press(key)
  await expect.poll(() => acknowledged.decisions.length).toBe(before + 1)
  await expect(page.locator(`[data-testid=queue-row][data-item="${item}"]`)).toHaveCount(0)
  return acknowledged.decisions.at(-1)!
}

async function decideIllegal(page: Page, acknowledged: { decisions: string[] }): Promise<string> {
  await page.keyboard.press('Digit1')
  if (!(await page.getByTestId(`infraction-${CSAM}`).isVisible())) {
    await page.getByTestId('infraction').click()
    await page.getByTestId(`option-${CSAM}`).click()
  }
  return decideByKeys(page, ['Enter'], acknowledged)
}

for (const store of STORES) {
  test(`from reported files to decisions on the hub (${store}), through a killed hub and a killed workstation`, async ({ browser, shell }) => {
    test.setTimeout(300_000)
    const started = await makeHubPlace(store, folder).catch((error: Error) => error)
    test.skip(started instanceof Error, `no PostgreSQL can be started here: ${String(started)}`)
    if (started instanceof Error) return
    place = started
    const material = await makeMaterial()
    const [profile, port] = [join(folder, 'profile'), await freePort()]
    await makeHub(started)
    hub = await started.start(port)
    desk = await openDesk(shell, browser, { profile, hubUrl: hub.address })
    let { page } = desk
    const acknowledged = acknowledgedOn(page)
    const looks: Record<string, string> = {}

    await test.step('a new workstation is set up; the supervisor joins it and imports two lists', async () => {
      await setUp(page, hub!.address, KARIM)
      await addPerson(page, HELENE)
      await signOut(page)
      await signIn(page, HELENE)
      await importList(page, { file: material.exactList, trust: 'verified', classification: 'A', infraction: CSAM }, 1)
      await expect(page.getByTestId('list-rejected')).toHaveText('1')
      await importList(page, { file: material.similarList, trust: 'unverified', classification: 'A', infraction: CSAM }, 1)
      await signOut(page)
    })

    await test.step('a folder and a zip are taken in; what is known is prequalified and everything is covered', async () => {
      await signIn(page, KARIM)
      await takeIn(page, { folder: material.pictures, url: 'https://forum.example/fil/12', text: 'Un fil signalé par mégarde', suspected: CSAM })
      await expect(page.getByTestId('summary-new')).toHaveAttribute('data-count', '8')
      await page.getByTestId('intake-close').click()
      await takeIn(page, { files: [material.zip] })
      await expect(page.getByTestId('summary-new')).toHaveAttribute('data-count', '2')
      await expect(page.getByTestId('refused')).toHaveCount(1)
      await page.getByTestId('intake-close').click()
      await expect(page.getByTestId('queue-total')).toHaveText('10')
      await expect(page.locator('[data-title=known_verified]')).toHaveCount(1)
      await expect(page.locator('[data-title=similar]')).toHaveCount(1)
      await expect(page.locator('[data-title=unknown]')).toHaveCount(8)
    })

    await test.step('a known item is closed by one key, no pixel asked for', async () => {
      const asked: string[] = []
      page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
      await openFirst(page, 'known_verified')
      await expect(page.getByTestId('close-unseen')).toBeVisible()
      await decideByKeys(page, ['c'], acknowledged)
      expect(asked.filter((path) => path.endsWith('/reveals'))).toEqual([])
    })

    await test.step('a reveal is granted while the key is held, and covered again on release', async () => {
      await openFirst(page, 'similar')
      await expect(page.getByTestId('match')).toContainText('31')
      await expect(page.getByTestId('covered-image')).toBeVisible()
      await page.keyboard.down('Space')
      const revealed = page.getByTestId('surface').locator('img')
      await expect(revealed).toBeVisible()
      const url = await revealed.getAttribute('src')
      await page.keyboard.up('Space')
      await expect(revealed).toHaveCount(0)
      await expect.poll(async () => page.evaluate(async (address) => (await fetch(address!)).status, url)).toBe(404)
      looks['confirm'] = await decideIllegal(page, acknowledged)
    })

    await test.step('two more decisions, one of them withdrawn', async () => {
      await openFirst(page, 'unknown')
      looks['return'] = await decideIllegal(page, acknowledged)
      await openFirst(page, 'unknown')
      await decideByKeys(page, ['Digit2', 'Enter'], acknowledged)
      await page.keyboard.press('z')
      await expect.poll(() => acknowledged.withdrawn).toEqual([acknowledged.decisions.at(-1)])
      await expect(page.getByTestId('sync-sent')).toBeVisible()
    })

    await test.step('the supervisor confirms one and returns one', async () => {
      await signOut(page)
      await signIn(page, HELENE)
      await page.getByTestId('view-second_look').click()
      await expect(page.getByTestId('queue-total')).toHaveText('2')
      await openFirst(page, 'similar')
      await page.keyboard.press('Digit1')
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('queue-total')).toHaveText('1')
      await openFirst(page, 'unknown')
      await page.keyboard.press('Digit3')
      await page.getByTestId('second-look-reason').fill('Le lien avec l’infraction n’est pas établi')
      await page.keyboard.press('Control+Enter')
      await expect(page.getByTestId('queue-empty')).toBeVisible()
      await expect(page.getByTestId('sync-sent')).toBeVisible()
      await signOut(page)
    })

    await test.step('the hub is killed; five more are decided, the returned one first; then the workstation is killed', async () => {
      await hub!.kill()
      await signIn(page, KARIM)
      await page.getByTestId('view-returned').click()
      await openFirst(page, 'unknown')
      await expect(page.getByTestId('returned-reason')).toContainText('pas établi')
      await decideByKeys(page, ['Digit2', 'Enter'], acknowledged)
      await page.getByTestId('view-waiting').click()
      for (const key of ['Digit2', 'Digit3', 'Digit4', 'Digit2']) {
        await openFirst(page, 'unknown')
        await decideByKeys(page, [key, 'Enter'], acknowledged)
      }
      await expect(page.getByTestId('sync-offline')).toHaveAttribute('data-waiting', '5')
      await desk!.kill()
    })

    await test.step('started again, the workstation sends what waited', async () => {
      desk = await desk!.again()
      page = desk.page
      hub = await started.start(port)
      await signIn(page, KARIM)
      await expect(page.getByTestId('sync-sent')).toBeVisible({ timeout: 60_000 })
      await expect(page.getByTestId('sync-sent')).toHaveAttribute('data-waiting', '0')
      await desk.stop()
      await hub.stop()
    })

    await test.step('the hub holds exactly these, each once', async () => {
      const { hub: held, close } = await started.open()
      const decisions = await held.decisions.all()
      const events = await held.decisions.events()
      const quarantine = await held.decisions.quarantine()
      await close()
      expect(acknowledged.decisions).toHaveLength(9)
      expect(decisions.map((decision) => decision.id).sort()).toEqual([...acknowledged.decisions].sort())
      expect(decisions.filter((decision) => decision.withdrawn).map((decision) => decision.id)).toEqual(acknowledged.withdrawn)
      const verdicts = decisions.flatMap((decision) => decision.secondLooks.map((look) => [decision.id, look.verdict]))
      expect(Object.fromEntries(verdicts)).toEqual({ [looks['confirm']!]: 'confirm', [looks['return']!]: 'return' })
      expect(verdicts).toHaveLength(2)
      expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
      expect(quarantine).toEqual([])
    })
  })
}
