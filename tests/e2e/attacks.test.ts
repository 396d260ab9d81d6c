import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type Page } from '@playwright/test'
import { v7 } from 'uuid'
import { openHubIn } from '../../hub/embedded.ts'
import { chromiumArguments, findChromium } from '../../preview/chromium.ts'
import { waves } from '../support/made-pictures.ts'
import { startAttacker, type Attacker } from './support/attacker.ts'
import { setUp, signIn, takeIn } from './support/desk.ts'
import { freePort } from './support/free-port.ts'
import { defineAttacks, SILENT } from './support/hostile-script.ts'
import { startHub, startWorkstation, type Machine } from './support/machines.ts'
import { rawRequest } from './support/raw-request.ts'
import { isHere, openDesk, test } from './support/shell.ts'
import { openTestWindow } from './support/window.ts'

/**
 * Promise 1, for what is Chromium's to refuse: a page that was taken over, in the window as the product starts it, with a session open
 * and a picture in sight. What is Electron's own is tried in electron/attacks.test.ts; where its binary is, all of this is tried in it too.
 */

const SOPHIE = { login: 'sophie', password: 'the hub of sophie', code: '', passphrase: 'un train bleu vers la mer' }

test.describe.configure({ mode: 'serial' })

let folder: string | undefined
let hub: Machine
let page: Page
let endWindow: (() => Promise<void>) | undefined
let attacker: Attacker
/** `127.0.0.1:PORT` of the workstation, the page's bearer header, and addresses of pixels that it was shown. */
let host: string
let bearer: string
let pixels: string

test.beforeAll(async ({ shell, browser }) => {
  test.setTimeout(240_000)
  if (!isHere(shell)) return
  folder = await mkdtemp(join(tmpdir(), 'paravent-attacks-'))
  attacker = await startAttacker()
  const [hubDir, picture] = [join(folder, 'hub'), join(folder, 'picture.png')]
  await writeFile(picture, await waves(1).png().toBuffer())
  const { hub: made, close } = await openHubIn({ dir: hubDir })
  await made.people.add({ id: v7(), login: SOPHIE.login, name: 'Sophie Martin', role: 'analyst' }, SOPHIE.password)
  SOPHIE.code = (await made.people.makeCode(SOPHIE.login)).code
  await close()
  hub = await startHub(hubDir, await freePort())
  if (shell === 'electron') {
    const desk = await openDesk(shell, browser, { profile: join(folder, 'profile'), hubUrl: hub.address })
    page = desk.page
    endWindow = () => desk.close()
  } else {
    const workstation = await startWorkstation(join(folder, 'profile'), hub.address)
    const window = await openTestWindow(workstation.address, join(folder, 'window'))
    page = window.page
    endWindow = () => window.kill().then(() => workstation.stop())
  }
  host = new URL(page.url()).host
  await setUp(page, hub.address, SOPHIE)
  const asked = page.waitForRequest(/\/api\/queue\?/)
  await takeIn(page, { files: [picture] })
  bearer = (await asked).headers()['authorization'] ?? ''
  await page.getByTestId('intake-close').click()
  await page.getByTestId('queue-row').first().click()
  await expect(page.getByTestId('covered-image')).toBeVisible()
  pixels = (await page.getByTestId('covered-image').getAttribute('src')) ?? ''
})

test.afterAll(async () => {
  await endWindow?.()
  await hub?.stop()
  await attacker?.close()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

/** After each attack: nothing got out, and the page is still there with its session. */
test.afterEach(async ({ shell }) => {
  if (!isHere(shell)) return
  await page.waitForTimeout(150)
  expect(attacker.heard).toEqual([])
  expect(new URL(page.url()).host).toBe(host)
  await expect(page.getByTestId('covered-image')).toBeVisible()
})

/** Does as the script of a page that was taken over. */
async function attack(name: string): Promise<string> {
  await page.evaluate(defineAttacks)
  const to = `http://${attacker.host}`
  return page.evaluate(([what, elsewhere, own]) => (globalThis as any).attack(what, elsewhere, own) as Promise<string>, [name, to, pixels] as const)
}

test('nothing that a script of the page can try succeeds, one by one', async () => {
  test.setTimeout(300_000)
  await page.evaluate(defineAttacks)
  const names = await page.evaluate(() => (globalThis as any).attackNames as string[])
  expect(names.length).toBeGreaterThanOrEqual(60)
  const [downloads, dialogs, windows] = [[] as string[], [] as string[], [] as string[]]
  page.on('download', (download) => void downloads.push(download.url()))
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.context().on('page', (opened) => void windows.push(opened.url()))
  for (const name of names) {
    await test.step(name, async () => {
      const came = await attack(name)
      if (SILENT.includes(name)) expect(came, name).toMatch(/^(sent|clicked|returned|refused \(\w+\))$/)
      else expect(came, name).toMatch(/^(error|null|nothing|refused \(\w+\))$/)
      expect([attacker.heard, downloads, dialogs, windows], name).toEqual([[], [], [], []])
    })
  }
})

test('it may ask for every permission: none is granted', async () => {
  const states = await page.evaluate(async () => {
    const names = [
      'geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'clipboard-write', 'display-capture', 'idle-detection', 'persistent-storage', 'screen-wake-lock',
      'storage-access', 'top-level-storage-access', 'window-management', 'local-fonts', 'accelerometer', 'gyroscope', 'magnetometer', 'ambient-light-sensor', 'background-sync', 'background-fetch',
      'periodic-background-sync', 'payment-handler', 'push', 'speaker-selection', 'captured-surface-control', 'keyboard-lock', 'pointer-lock', 'fullscreen', 'web-app-installation', 'local-network-access',
    ]
    const state = (name: string) => navigator.permissions.query({ name } as unknown as PermissionDescriptor).then(({ state: told }) => told, () => 'unknown')
    return Promise.all(names.map(async (name) => [name, await state(name)] as const))
  })
  // Chromium calls these granted whoever asks; what they are for needs a service worker, a full screen or a feature that the page is refused above.
  const empty = ['accelerometer', 'gyroscope', 'magnetometer', 'background-sync', 'background-fetch', 'payment-handler', 'keyboard-lock', 'pointer-lock']
  expect(states.flatMap(([name, state]) => (state === 'granted' && !empty.includes(name) ? [name] : []))).toEqual([])
  expect(states.filter(([, state]) => state !== 'unknown').length).toBeGreaterThan(10)
})

test('a picture is not dragged out of the window', async () => {
  await page.evaluate(() => addEventListener('dragstart', () => ((globalThis as any).dragged = true), { capture: true }))
  const box = (await page.getByTestId('covered-image').boundingBox())!
  await page.mouse.move(box.x + 20, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + 200, box.y + 200, { steps: 10 })
  await page.mouse.up()
  expect(await page.evaluate(() => (globalThis as any).dragged ?? false)).toBe(false)
  // What the page itself says of a picture does not count: the style does.
  await page.evaluate(() => document.querySelector<HTMLImageElement>('[data-testid=covered-image]')!.setAttribute('draggable', 'true'))
  expect(await page.getByTestId('covered-image').evaluate((image) => (getComputedStyle(image) as unknown as Record<string, string>)['webkitUserDrag'])).toBe('none')
})

test.describe('another page', () => {
  test.skip(({ shell }) => shell === 'electron', 'the desktop shell has no port that another page could ask')

  test('of the same address has no key, and so no API', async () => {
    const other = await page.context().newPage()
    await other.goto(`http://${host}/`)
    await expect(other.getByText('This address was used before')).toBeVisible()
    // The browser's own fetch, below what the launch script put in its place.
    const statuses = await other.evaluate(async () => {
      const request = (path: string): Promise<number> => new Promise((resolve) => { const asked = new XMLHttpRequest(); asked.onload = () => resolve(asked.status); asked.onerror = () => resolve(0); asked.open('GET', path); asked.send() })
      return Promise.all(['/api/status', '/api/queue', '/preview/key'].map(request))
    })
    expect(statuses).toEqual([403, 403, 403])
    await other.close()
  })

  test('of another site, in another browser on this machine, can neither embed it nor read it nor show its pixels', async () => {
    const site = await startAttacker(`<!doctype html><iframe id=f src="http://${host}/"></iframe><img id=i src="http://${host}${pixels}">`)
    const browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumArguments().filter((argument) => argument !== '--incognito') })
    const other = await browser.newPage()
    await other.goto(`http://${site.host}/`)
    await other.waitForTimeout(500)
    expect(await other.frames()[1]!.locator('#root').count()).toBe(0)
    expect(await other.locator('#i').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(0)
    const read = (path: string) => other.evaluate((address) => fetch(address).then(() => 'answered', () => 'refused'), `http://${host}${path}`)
    for (const path of ['/', '/api/status', pixels]) expect(await read(path), path).toBe('refused')
    await browser.close()
    await site.close()
  })
})

test.describe('by its port, without a browser', () => {
  test.skip(({ shell }) => shell === 'electron', 'the desktop shell has no port')

  test('a forged Host or Origin, and a request of another site, are refused', async () => {
    for (const headers of [
      { Host: 'localhost' }, { Host: `localhost:${host.split(':')[1]}` }, { Host: 'rebound.example' }, { Host: `${host}.rebound.example` }, { Host: `user@${host}` },
      { Origin: 'https://elsewhere.example' }, { Origin: 'null' }, { Origin: `http://${host}.elsewhere.example` }, { Origin: `https://${host}` }, { Origin: 'http://127.0.0.1' },
      { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
    ]) {
      for (const path of ['/', '/api/status', pixels]) expect([400, 403], `${path} ${JSON.stringify(headers)}`).toContain((await rawRequest(host, path, headers)).status)
    }
  })

  test('a path that climbs out leads nowhere, however it is written', async () => {
    for (const path of [
      '/../../../../etc/passwd', '/..%2f..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/%2e%2e%2f%2e%2e%2fetc%2fpasswd', '/%252e%252e%252fetc%252fpasswd', '/..%5c..%5c..%5cetc%5cpasswd',
      '/..\\..\\etc\\passwd', '/assets/../../../package.json', '/assets/..%2f..%2f..%2fpackage.json', '/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd', '/....//....//etc/passwd', '//etc/passwd', '/%00/etc/passwd',
      '/index.html%00.png', '/.git/config', '/%2egit/config', '/../main/main.js', '/media/../../../etc/passwd', '/media/..%2f..%2fetc%2fpasswd', 'file:///etc/passwd', '/preview/../../../etc/passwd',
    ]) {
      const answer = await rawRequest(host, path)
      expect(answer.text, path).not.toMatch(/root:.*:0:0|"private": true|\[core\]|import /)
      if (!answer.text.includes('<div id="root">')) expect(answer.status, path).toBeGreaterThanOrEqual(400)
    }
  })

  test('pixels need their own address; the API needs the page’s key and the person’s token', async () => {
    for (const path of ['/media/unknown', `/media/${'A'.repeat(43)}`, '/media/', `${pixels}x`, `${pixels.slice(0, -1)}${pixels.endsWith('A') ? 'B' : 'A'}`, `${pixels}/..%2f1`]) {
      expect((await rawRequest(host, path)).status, path).toBeGreaterThanOrEqual(400)
    }
    for (const headers of [{}, { Authorization: bearer }, { 'X-Paravent-Page': 'guessed', Authorization: bearer }]) expect((await rawRequest(host, '/api/queue', headers)).status).toBe(403)
  })
})

/** Last, since in the preview it ends the page, which can go away though there is nowhere to go to. In Electron it stays. */
test('a page that navigates away takes nothing along', async ({ shell }) => {
  const home = page.url()
  const port = attacker.host.split(':')[1]
  for (const where of [`http://${attacker.host}/?stolen`, `http://localhost:${port}/?stolen`, 'http://192.0.2.1/?stolen', 'https://elsewhere.example/?stolen', 'file:///etc/passwd', 'data:text/html,stolen']) {
    await page.evaluate((to) => void setTimeout(() => (location.href = to)), where).catch(() => undefined)
    await page.waitForTimeout(700)
    expect(attacker.heard, where).toEqual([])
    if (shell === 'electron') expect(page.url(), where).toBe(home)
    expect(await page.content(), where).not.toMatch(/root:.*:0:0|^stolen/)
    if (shell !== 'electron') await page.goto(`http://${host}/`)
  }
  if (shell === 'electron') return
  await signIn(page, SOPHIE)
  await page.getByTestId('queue-row').first().click()
})
