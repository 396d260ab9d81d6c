import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AskReveal, ItemDetail, Reveal } from '../../contract/api.ts'
import { drawn, madeVideo } from '../support/made-media.ts'
import { judgePixels, walkEverything } from '../support/media-walk.ts'
import { canRun } from '../support/programs.ts'
import { beginUpload, codeOf, succeed, takeIn, whenAnalysed } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** Law 1, the other half: what a grant opens, and that it ends. With the real analyzer and real pixels. */

const VIDEOS = canRun('ffmpeg')
let t: TestWorkstation
let [pictureItem, otherItem, videoItem, spareItem] = ['', '', '', '']
let intakeId = ''
const shaOf = new Map<string, string>()

beforeAll(async () => {
  const files = [
    { name: 'one.png', bytes: await drawn(640, 480, 1).png().toBuffer() },
    { name: 'other.png', bytes: await drawn(640, 480, 2).png().toBuffer() },
    { name: 'spare.png', bytes: await drawn(320, 480, 3).png().toBuffer() },
    ...(VIDEOS ? [{ name: 'clip.mp4', bytes: await madeVideo('clip.mp4', ['testsrc2=s=320x240:r=12:d=3'], ['-pix_fmt', 'yuv420p']) }] : []),
  ]
  t = openTestWorkstation({ analyzer: 'real' })
  await t.setUp()
  const taken = await takeIn(t, files)
  ;({ intakeId } = taken)
  ;[pictureItem = '', otherItem = '', spareItem = '', videoItem = ''] = taken.itemIds
  taken.itemIds.forEach((id, i) => shaOf.set(id, createHash('sha256').update(files[i]!.bytes).digest('hex')))
  await whenAnalysed(t)
}, 60_000)
afterAll(() => t.close())
beforeEach(() => t.signIn('amelie'))

const pixels = (url: string): Promise<Response> => t.workstation.fetch(new Request(`http://workstation${url}`))
const statusOf = async (url: string): Promise<number> => {
  const response = await pixels(url)
  await response.arrayBuffer().catch(() => undefined) // cut by an end
  return response.status
}

async function open(itemId: string): Promise<ItemDetail> {
  return succeed(t, 'GET', `/api/items/${itemId}`)
}

function ask(itemId: string, more: Partial<AskReveal> = {}): AskReveal {
  return { sha256: shaOf.get(itemId)!, rung: itemId === videoItem ? 'play' : 'full', manner: 'hold', ...more }
}

async function reveal(itemId: string, more: Partial<AskReveal> = {}): Promise<Reveal> {
  await open(itemId)
  return succeed(t, 'POST', `/api/items/${itemId}/reveals`, ask(itemId, more))
}

async function walkAll() {
  const listening = { item: [...shaOf.keys()], intake: [intakeId], upload: [await beginUpload(t, { name: 'x', bytes: Buffer.from('x') })], listRejections: [], listLosses: [] }
  return walkEverything(t, listening)
}

test('without a grant no address leads to pixels: not by digest, id, name, a changed or a random token', async () => {
  const { media } = await open(pictureItem)
  const { store } = await t.workstation.unlock('amelie', PASSPHRASE)
  const sealed = store.db.prepare<[], { name: string }>('select vault_sha256 as name from rendition union select sha256 from media').all()
  await t.signIn('amelie')
  const again = (await open(pictureItem)).media[0]!
  const covered = again.coveredUrl!.replace('/media/', '')
  const changed = covered.slice(0, -1) + (covered.endsWith('A') ? 'B' : 'A')
  const { md5, sha1, name } = again
  const guesses = [
    ...sealed.map((file) => file.name),
    ...[pictureItem, md5 ?? '', sha1 ?? '', name, 'full', 'play', `${shaOf.get(pictureItem)}/full`, changed, `${covered}x`, covered.slice(1), covered.toLowerCase(), ''],
    // Of the session before.
    media[0]!.coveredUrl!.replace('/media/', ''),
    ...Array.from({ length: 200 }, () => randomBytes(24).toString('base64url')),
    ...['..%2f..%2fvault', '%00', `../api/items/${pictureItem}`].map((path) => `x/${path}`),
  ]
  for (const guess of guesses) {
    const response = await pixels(`/media/${guess}`)
    expect([response.status, await judgePixels(new Uint8Array(await response.arrayBuffer()), guess)], guess).toEqual([guess.includes('api/items') ? expect.any(Number) : 404, null])
  }
  expect(await statusOf(`/media/${covered}`)).toBe(200)
})

test('a grant needs the item to be opened, the media to be of the item, and the rung to be that of its kind', async () => {
  await open(otherItem)
  const refused = (itemId: string, more: Partial<AskReveal>): Promise<string | undefined> => codeOf(t, 'POST', `/api/items/${itemId}/reveals`, ask(itemId, more))
  expect(await refused(pictureItem, {})).toBe('reveal.not_granted')
  expect(await refused(otherItem, { sha256: shaOf.get(pictureItem)! })).toBe('item.no_media')
  expect(await refused(otherItem, { rung: 'play' })).toBe('reveal.rung_unavailable')
  expect(await refused(otherItem, { rung: 'facts' as 'full' })).toBe('request.invalid')
  if (!VIDEOS) return
  await open(videoItem)
  expect(await refused(videoItem, { rung: 'full' })).toBe('reveal.rung_unavailable')
})

test('under a grant, one media is open at one address, and every other answer stays covered', async () => {
  const { url, contentType } = await reveal(pictureItem)
  expect(contentType).toBe('image/jpeg')
  const shown = await judgePixels(new Uint8Array(await (await pixels(url)).arrayBuffer()), url)
  expect(shown?.what).toBe('uncovered picture')
  const { found, answers } = await walkAll()
  expect(answers).toBeGreaterThan(15)
  expect(found.filter(({ what }) => what !== 'covered')).toEqual([])
  // The walk opened other items: only what is asked for anew is uncovered then, and it covers the one before.
  const second = await reveal(otherItem)
  expect([await statusOf(url), await statusOf(second.url)]).toEqual([404, 200])
})

test.skipIf(!VIDEOS)('a video is not played without a grant of its own, also when its proxy lies ready in the vault', async () => {
  const first = await reveal(videoItem)
  expect(first.contentType).toBe('video/mp4')
  expect((await judgePixels(new Uint8Array(await (await pixels(first.url)).arrayBuffer()), 'proxy'))?.what).toBe('video or sound')
  await succeed(t, 'POST', `/api/reveals/${first.revealId}/end`)
  expect(await statusOf(first.url)).toBe(404)
  const { store } = await t.workstation.unlock('amelie', PASSPHRASE)
  const proxy = store.db.prepare<[], { name: string }>(`select vault_sha256 as name from rendition where what = 'proxy'`).get()!.name
  await t.signIn('amelie')
  const picture = await reveal(pictureItem)
  expect(await statusOf(`/media/${proxy}`)).toBe(404)
  const { found } = await walkAll()
  expect(found.filter(({ what }) => what !== 'covered')).toEqual([])
  expect((await pixels(picture.url)).headers.get('content-type')).toBe('image/jpeg')
})

test.each<[string, (shown: Reveal) => unknown, AskReveal['manner']]>([
  ['the page ends it', ({ revealId }) => succeed(t, 'POST', `/api/reveals/${revealId}/end`), 'hold'],
  ['no sign of life comes for a minute', () => t.pass(60_000), 'hold'],
  ['its seconds are over', () => t.pass(10_000), 'toggle'],
  ['its person signs out', () => succeed(t, 'POST', '/api/sign-out'), 'hold'],
  ['the page locks', () => succeed(t, 'POST', '/api/lock'), 'hold'],
  ['the system locks', () => t.lockSystem(), 'hold'],
  ['another page signs in', () => t.signIn('amelie'), 'hold'],
  ['the program starts anew', () => t.restart(), 'hold'],
  ['the item is decided', () => succeed(t, 'POST', `/api/items/${spareItem}/decisions`, { outcome: 'not_illegal' }), 'hold'],
])('a reveal is over at once when %s', async (_why, act, manner) => {
  const shown = await reveal(spareItem, { manner })
  expect(await statusOf(shown.url)).toBe(200)
  await act(shown)
  expect([404, 423]).toContain(await statusOf(shown.url))
  await t.signIn('amelie')
  expect(await statusOf(shown.url)).toBe(404)
})
