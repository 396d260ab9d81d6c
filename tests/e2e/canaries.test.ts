import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, type Page, type Response as Answer } from '@playwright/test'
import { v7 } from 'uuid'
import type { ItemDetail } from '../../contract/api.ts'
import { openHubIn } from '../../hub/embedded.ts'
import { createScanner, processTree, textNeedles, unlessGone, type Hit, type Needle } from '../support/byte-scan.ts'
import { judgePixels, pixelsNamedIn } from '../support/media-walk.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { makeCanaries, needlesOfMade, type Canaries } from './support/canaries.ts'
import { importList, setUp, takeIn } from './support/desk.ts'
import { freePort } from './support/free-port.ts'
import { startHub, startWorkstation, type Machine } from './support/machines.ts'
import { leftSince, watch, type Seen } from './support/watcher.ts'
import { openTestWindow, type TestWindow } from './support/window.ts'

/**
 * Law 3: nothing of the material lies in clear on disk. A session on real programs, with every way that the material goes, while they are watched; then
 * all of them are killed, and everything that they could have written to is searched. On the way, laws 1 and 2 as the browser sees them: of all that it
 * was answered before a reveal, every picture is covered, and no stretch of a reported file was among it at any time.
 */

const secret = (name: string): string => `canary ${name} ${randomBytes(8).toString('hex')}`
const SOPHIE = { login: 'sophie', password: secret('password'), code: '', passphrase: secret('passphrase') }
/** Four of the folder, two of the zip, a video, and two by the hub. */
const KINDS = 9
/** Of each kind one, and small pictures for the rest. */
const ITEMS = Math.max(KINDS, rounds('CANARIES', KINDS))
const MORE = ITEMS - KINDS
const UI = fileURLToPath(new URL('../../out/renderer', import.meta.url))

let folder: string
/** All that the programs have of the machine: profile, hub, home, temporary folder, window. */
let machine: string
const before = { TMPDIR: process.env['TMPDIR'], HOME: process.env['HOME'] }
let hub: Machine | undefined
let workstation: Machine | undefined
let window: TestWindow | undefined

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-canaries-'))
  machine = join(folder, 'machine')
  for (const part of ['tmp', 'home', 'profile']) await mkdir(join(machine, part), { recursive: true })
  process.env['TMPDIR'] = join(machine, 'tmp')
  process.env['HOME'] = join(machine, 'home')
})

test.afterAll(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await window?.kill()
  await workstation?.kill()
  await hub?.kill()
  await rm(folder, { recursive: true, force: true })
})

/** A hub with one person, and a report of two items that came to it by another way. */
async function makeHub(dir: string, { words, ofHub }: Canaries): Promise<void> {
  const { hub: made, close } = await openHubIn({ dir })
  await made.people.add({ id: v7(), login: SOPHIE.login, name: 'Sophie Martin', role: 'supervisor' }, SOPHIE.password)
  SOPHIE.code = (await made.people.makeCode(SOPHIE.login)).code
  for (const { sha256, bytes } of ofHub) await made.media.put(sha256, [bytes][Symbol.iterator]() as never)
  const time = new Date().toISOString()
  const urls = [`https://example.org/${words['hubaddress']}`]
  const names = { id: v7(), reference: '2026-70001', origin: 'hub', source: 'partner_hotline', receivedAt: time, createdAt: time } as const
  const report = { ...names, text: `A letter, ${words['hubtext']}`, urls, contact: words['hubcontact'] ?? null, suspectedInfraction: null, violent: false, externalScore: null }
  const items = ofHub.map(({ sha256, name, bytes }, i) => ({ id: v7(), url: i === 0 ? urls[0]! : null, media: [{ sha256, name, bytes: bytes.length }] }))
  await made.reports.submit({ report, items })
  await close()
}

interface Answered {
  path: string
  type: string
  bytes: Uint8Array
}

/** Everything that the page is answered from now on, but the endless events. */
function answersTo(page: Page): { all(): Promise<Answered[]> } {
  const answers: Promise<Answered | null>[] = []
  const read = async (response: Answer): Promise<Answered | null> => {
    const { pathname } = new URL(response.url())
    if (pathname === '/api/events') return null
    const type = response.headers()['content-type'] ?? ''
    return { path: pathname, type, bytes: await response.body() }
  }
  page.on('response', (response) => void answers.push(read(response).catch(() => null)))
  return { all: async () => (await Promise.all(answers)).filter((answer) => answer !== null) }
}

/** Is it a file of the page itself, byte for byte? */
async function isOfThePage({ path, bytes }: Answered): Promise<boolean> {
  const file = join(UI, path)
  return file.startsWith(UI) && existsSync(file) && (await stat(file)).isFile() && (await readFile(file)).equals(bytes)
}

/** What the page was shown besides its own files: addresses of what is not covered, and all that is. */
async function judgeAll(answers: readonly Answered[]): Promise<{ uncovered: string[]; covered: Map<string, Uint8Array> }> {
  const frames = new Map<string, number | undefined>()
  for (const { type, bytes } of answers) {
    if (!type.includes('json') || type.includes('ndjson')) continue
    for (const [url, count] of pixelsNamedIn(JSON.parse(Buffer.from(bytes).toString())).urls) frames.set(url, count ?? frames.get(url))
  }
  const uncovered: string[] = []
  const covered = new Map<string, Uint8Array>()
  for (const answer of answers) {
    if (covered.has(answer.path) || (!answer.path.startsWith('/media/') && (await isOfThePage(answer)))) continue
    const judged = await judgePixels(answer.bytes, answer.path, frames.get(answer.path))
    if (judged?.what === 'covered') covered.set(answer.path, answer.bytes)
    else if (judged !== null) uncovered.push(`${answer.path} (${judged.what})`)
  }
  return { uncovered, covered }
}

/** Opens every item of the queue, up and down the list, without uncovering any, and waits until its covers are drawn. */
async function lookThroughTheQueue(page: Page): Promise<void> {
  const rows = page.getByTestId('queue-row')
  for (let i = (await rows.count()) - 1; i >= 0; i -= 1) {
    const path = `/api/items/${await rows.nth(i).getAttribute('data-item')}`
    const opened = page.waitForResponse((response) => new URL(response.url()).pathname === path)
    await rows.nth(i).click()
    const { media } = (await (await opened).json()) as ItemDetail
    for (const { coveredUrl, strip, kind } of media) {
      const url = kind === 'video' ? strip?.url : coveredUrl
      if (url) await expect.poll(() => page.evaluate(`document.querySelector('img[src="${url}"]')?.complete`)).toBe(true)
    }
  }
  await page.getByTestId('queue-list').hover()
  for (const down of [400, 400, -800]) await page.mouse.wheel(0, down)
}

/** The bytes behind an address that `<img>` and `<video>` load, by which the test gets what the page got. */
async function bytesAt(page: Page, url: string): Promise<Uint8Array> {
  const response = await fetch(new URL(url, page.url()))
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

const openRow = async (page: Page, kind: 'image' | 'video'): Promise<void> => {
  const rows = page.getByTestId('queue-row')
  const rung = page.getByTestId(kind === 'image' ? 'rung-full' : 'rung-play')
  for (let i = 0, count = await rows.count(); i < count; i += 1) {
    await rows.nth(i).click()
    await expect(page.getByTestId('before-looking')).toBeVisible()
    await page.waitForTimeout(100)
    if (await rung.isVisible()) return
  }
  throw new Error(`no ${kind} is in the queue`)
}

test('canaries in pictures, names, texts, addresses and contacts are nowhere in clear: not in a session, not after all was killed', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  test.setTimeout(240_000 + 3000 * MORE)
  const started = Date.now()
  const canaries = await makeCanaries(join(folder, 'reported'), MORE)
  const { words } = canaries
  const secrets: Needle[] = [...textNeedles('passphrase', SOPHIE.passphrase), ...textNeedles('password of the hub', SOPHIE.password)]
  const port = await freePort()
  await makeHub(join(machine, 'hub'), canaries)
  hub = await startHub(join(machine, 'hub'), port)
  workstation = await startWorkstation(join(machine, 'profile'), hub.address)
  window = await openTestWindow(workstation.address, join(machine, 'window'))
  const { page } = window
  const answers = answersTo(page)
  const watching = (): { stop(): Promise<Seen> } =>
    watch({
      needles: [...canaries.needles, ...secrets],
      programs: [workstation!.pid, hub!.pid],
      browsers: [window!.pid],
      folders: [join(machine, 'profile', 'scratch'), join(machine, 'tmp')],
      since: started,
    })
  const seen: Record<string, Seen> = {}
  const made: Needle[] = []

  await test.step('set up, and a list imported', async () => {
    const code = await setUp(page, hub!.address, SOPHIE)
    secrets.push(...textNeedles('recovery code', code))
    await importList(page, { file: canaries.list, trust: 'verified', classification: 'A', infraction: 'csam' }, 1)
  })

  const first = watching()
  await test.step('files, a zip and videos are taken in and analysed, under watch', async () => {
    await takeIn(page, { folder: canaries.folder, url: `https://example.org/${words['address']}`, text: `A thread, ${words['text']}`, contact: words['contact']! })
    await page.getByTestId('intake-close').click()
    await takeIn(page, { files: [canaries.zip, canaries.video] })
    await page.getByTestId('intake-close').click()
    if (MORE > 0) {
      await takeIn(page, { folder: canaries.more })
      await page.getByTestId('intake-close').click()
    }
    await page.getByTestId('view-waiting').click()
    await expect(page.getByTestId('queue-total')).toHaveText(String(ITEMS))
    await expect(page.getByTestId('analysis')).toBeHidden({ timeout: 60_000 + 2000 * MORE })
  })

  await test.step('the page saw nothing but covers, and no stretch of a file (laws 1 and 2)', async () => {
    await lookThroughTheQueue(page)
    seen['analysis'] = await first.stop()
    const all = await answers.all()
    const { uncovered, covered } = await judgeAll(all)
    expect(uncovered).toEqual([])
    // Of six pictures and two videos at least a thumbnail each and a view or strip.
    expect(covered.size).toBeGreaterThanOrEqual(16)
    const scanner = createScanner([...canaries.fileNeedles])
    for (const { path, bytes } of all) expect(scanner.scanBuffer(bytes, path)).toEqual([])
    for (const [path, bytes] of covered) made.push(...(await needlesOfMade(`cover ${path}`, bytes)))
  })

  await test.step('a picture is uncovered, and a video played, under watch', async () => {
    const watcher = watching()
    await openRow(page, 'image')
    await page.keyboard.down('Space')
    const picture = page.getByTestId('surface').locator('img')
    await expect(picture).toBeVisible()
    const shown = await bytesAt(page, (await picture.getAttribute('src'))!)
    await page.waitForTimeout(500)
    await page.keyboard.up('Space')
    await openRow(page, 'video')
    await page.getByTestId('rung-play').click()
    const video = page.getByTestId('surface').locator('video')
    await expect(video).toBeVisible({ timeout: 60_000 })
    const played = await bytesAt(page, (await video.getAttribute('src'))!)
    await page.evaluate(`document.querySelector('[data-testid=surface] video').play()`)
    await expect.poll(() => page.evaluate(`document.querySelector('[data-testid=surface] video').currentTime`)).toBeGreaterThan(1)
    seen['reveal'] = await watcher.stop()
    made.push(...(await needlesOfMade('revealed picture', shown)), ...(await needlesOfMade('played video', played)))
    for (const bytes of [shown, played]) expect(createScanner([...canaries.fileNeedles]).scanBuffer(bytes, 'revealed')).toEqual([])
  })

  await test.step('a decision with a reason, two searches, and all is sent', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Digit2')
    await page.getByTestId('reason').fill(`Because of ${words['reason']}`)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('queue-total')).toHaveText(String(ITEMS - 1))
    await page.getByTestId('queue-search').fill(words['text']!)
    await expect(page.getByTestId('queue-total')).toHaveText('4')
    await page.getByTestId('queue-search').fill(words['search']!)
    await expect(page.getByTestId('queue-empty')).toBeVisible()
    await page.getByTestId('queue-search').fill('')
    await expect(page.getByTestId('sync-sent')).toBeVisible({ timeout: 30_000 })
  })

  await test.step('the watch met the analyzer, its ffmpeg, sealed scratch files, and nothing in clear', async () => {
    const { analysis, reveal } = seen
    expect(analysis?.ffmpegs).toBeGreaterThan(0)
    expect(analysis?.programs.some((name) => name.startsWith('chrom'))).toBe(true)
    for (const part of ['scratch/', 'paravent.db', 'hub/database']) expect(analysis?.files.some((file) => file.includes(part)), part).toBe(true)
    expect(analysis?.passes).toBeGreaterThan(5)
    expect(reveal?.passes).toBeGreaterThan(1)
    for (const { hits } of Object.values(seen)) expect(summed(hits)).toEqual([])
  })

  await test.step('killed, all of them have left nothing in clear', async () => {
    const pids = (await Promise.all([workstation!.pid, hub!.pid, window!.pid].map(processTree))).flat()
    await Promise.all([window!.kill(), workstation!.kill(), hub!.kill()])
    await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}/exe`)).length, { timeout: 15_000 }).toBe(0)
    const needles = [...canaries.needles, ...secrets, ...made]
    const scanner = createScanner(needles)
    const hits: Hit[] = []
    const { hits: ofMachine, files, bytes } = await scanner.scanTree(machine)
    hits.push(...ofMachine)
    for (const path of await leftSince(started, folder)) hits.push(...scanner.scanBuffer(Buffer.from(path), `the name of ${path}`), ...((await unlessGone(scanner.scanFile(path)))?.hits ?? []))
    expect(summed(hits)).toEqual([])
    // What was searched is what the session wrote: the sealed files are there.
    expect(files).toBeGreaterThan(50)
    expect(bytes).toBeGreaterThan(50_000_000)
    await expectAllFound(needles, canaries)
    tellMeasured(`${ITEMS} canary items in a session in Chromium, SIGKILL: ${needles.length} needles, ${files} files, ${Math.round(bytes / 1e6)} MB, and all files open: ${hits.length} hits`)
  })
})

/** Where each needle was found, once. */
function summed(hits: readonly Hit[]): string[] {
  return [...new Set(hits.map(({ needle, where }) => `${needle} in ${where}`))]
}

/** The same scanner finds every needle where it does lie in clear: in the reported files, and in a file of the rest. */
async function expectAllFound(needles: readonly Needle[], { fileNeedles }: Canaries): Promise<void> {
  const control = join(folder, 'control')
  await mkdir(control)
  const rest = needles.filter((needle) => !fileNeedles.includes(needle))
  await writeFile(join(control, 'rest'), Buffer.concat(rest.flatMap(({ bytes }) => [Buffer.from('some other words, and then '), bytes])))
  const scanner = createScanner([...needles])
  const found = new Set<string>()
  for (const place of [control, join(folder, 'reported')]) for (const { needle } of (await scanner.scanTree(place)).hits) found.add(needle)
  expect(needles.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([])
  expect(needles.length).toBeGreaterThan(300)
}
