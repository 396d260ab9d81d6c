import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import type { ItemDetail, Reveal } from '../contract/api.ts'
import { binaryNeedles, createScanner, textNeedles } from '../tests/support/byte-scan.ts'
import { openFilesIn } from '../tests/support/open-files.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../tests/support/workstation.ts'

let t: TestWorkstation
afterEach(() => t.close())

const TEXT = 'canary-text: a letter about a lighthouse'
const URL_SEEN = 'https://canary-host.example/lighthouse'
const NAME = 'canary-folder/lighthouse.png'

const noise = (): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 240, channels: 3, background: '#246', noise: { type: 'gaussian', mean: 128, sigma: 50 } } }).png().toBuffer()

async function ok(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await t.call(method, path, body)
  expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBe(200)
  return answer.body
}

async function takeIn(bytes: Uint8Array): Promise<string> {
  const report = { source: 'public_form', receivedAt: '2026-11-20T07:00:00.000Z', text: TEXT, urls: [URL_SEEN] }
  const { intakeId } = await ok('POST', '/api/intakes', { report })
  const { uploadId } = await ok('POST', `/api/intakes/${intakeId}/uploads`, { path: NAME, bytes: bytes.length })
  const headers = { 'X-Offset': '0', 'X-Digest': createHash('sha256').update(bytes).digest('hex') }
  expect((await t.request(`/api/uploads/${uploadId}`, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(200)
  await ok('POST', `/api/uploads/${uploadId}/finish`)
  return (await ok('POST', `/api/intakes/${intakeId}/finish`)).files[0].itemId
}

async function whenAnalysed(itemId: string): Promise<ItemDetail> {
  for (let tries = 0; tries < 100; tries += 1) {
    const item: ItemDetail = await ok('GET', `/api/items/${itemId}`)
    if (item.media.every(({ state }) => state === 'ready' || state === 'failed')) return item
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('was not analysed')
}

async function reveal(item: ItemDetail): Promise<Reveal> {
  return ok('POST', `/api/items/${item.id}/reveals`, { sha256: item.media[0]?.sha256, rung: 'full', manner: 'hold' })
}

const pixels = (url: string, init?: RequestInit): Promise<Response> => t.workstation.fetch(new Request(`http://workstation${url}`, init))

describe('the way of a report', () => {
  test('leads from a file over a reveal to a decision that the hub has, and nothing of it lies in clear on disk', async () => {
    t = openTestWorkstation({ analyzer: 'real' })
    const { recoveryCode } = await t.setUp()
    const file = await noise()
    const item = await whenAnalysed(await takeIn(file))
    expect(item.media[0]).toMatchObject({ state: 'ready', kind: 'image', width: 320, height: 240 })

    const shown = await reveal(item)
    const part = await pixels(shown.url, { headers: { Range: 'bytes=10-19' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10])
    const seen = new Uint8Array(await (await pixels(shown.url)).arrayBuffer())
    await ok('POST', `/api/reveals/${shown.revealId}/end`)
    expect((await pixels(shown.url)).status).toBe(404)

    const { decision } = await ok('POST', `/api/items/${item.id}/decisions`, { outcome: 'not_illegal', reason: 'canary-reason' })
    expect(decision.basis).toBe('viewed')
    expect(await ok('POST', '/api/sync')).toMatchObject({ state: 'sent', waiting: 0 })
    expect(t.stub.events.map(({ type }) => type)).toEqual(['session.opened', 'report.taken_in', 'item.opened', 'decision.made'])
    expect((await ok('GET', '/api/queue?view=all&q=lighthouse')).rows[0].id).toBe(item.id)

    const texts = { TEXT, URL_SEEN, NAME, PASSPHRASE, recoveryCode, password: 'password', reason: 'canary-reason', sha256: item.media[0]?.sha256 ?? '' }
    const needles = Object.entries(texts).flatMap(([name, text]) => textNeedles(name, text))
    const scan = createScanner([...needles, ...binaryNeedles('the file', file), ...binaryNeedles('the rendition', seen)])
    expect((await scan.scanTree(t.profile)).hits).toEqual([])
    expect((await scan.scanOpenFiles(process.pid)).hits.filter(({ where }) => where.includes(t.profile))).toEqual([])
  })
})

describe('a lock', () => {
  test('ends what was revealed and covered, and leaves no file of the profile open but its lock', async () => {
    t = openTestWorkstation()
    await t.setUp()
    const item = await whenAnalysed(await takeIn(Buffer.from('any bytes')))
    const { url } = await reveal(item)
    const covered = item.media[0]?.coveredUrl ?? ''
    expect([(await pixels(url)).status, (await pixels(covered)).status]).toEqual([200, 200])
    t.lockSystem()
    expect([(await pixels(url)).status, (await pixels(covered)).status]).toEqual([423, 423])
    await t.workstation.fetch(new Request('http://workstation/api/status'))
    await expect.poll(() => openFilesIn(t.profile)).toEqual([`${t.profile}/profile.lock`])
    await t.signIn('amelie')
    expect([(await pixels(url)).status, (await pixels(covered)).status]).toEqual([404, 404])
    expect((await whenAnalysed(item.id)).media[0]?.state).toBe('ready')
  })

  test('in the middle of everything answers what it cuts off as locked, never as a bug', async () => {
    t = openTestWorkstation()
    await t.setUp()
    for (let round = 0; round < 5; round += 1) {
      const itemId = await takeIn(Buffer.from(`file ${round}`))
      const asked = [
        ...Array.from({ length: 5 }, () => t.call('GET', '/api/queue')),
        t.call('GET', '/api/queue?q=lighthouse'),
        t.call('GET', `/api/items/${itemId}`),
        t.call('POST', '/api/sync'),
        t.call('POST', `/api/items/${itemId}/decisions`, { outcome: 'gone' }),
        takeIn(Buffer.from(`cut off ${round}`)).then(() => ({ status: 200 }), () => ({ status: 423 })),
      ]
      await new Promise((resolve) => setTimeout(resolve, round * 3))
      t.lockSystem()
      for (const { status } of await Promise.all(asked)) expect([200, 423]).toContain(status)
      await t.signIn('amelie')
    }
  })
})

test('a disk that is full at a decision says so, keeps the item waiting, and takes the decision once there is room', async () => {
  t = openTestWorkstation()
  await t.setUp()
  const itemId = await takeIn(Buffer.from('any bytes'))
  await whenAnalysed(itemId)
  const { store } = await t.workstation.unlock('amelie', PASSPHRASE)
  const fill = store.db.prepare('insert into meta values (?, ?)')
  store.db.pragma(`max_page_count = ${Number(store.db.pragma('page_count', { simple: true }))}`)
  for (const bytes of [100_000, 4000, 300]) {
    for (let n = 0; ; n += 1) {
      try {
        store.transaction(() => fill.run(`${bytes} ${n}`, 'x'.repeat(bytes)))
      } catch {
        break // full
      }
    }
  }
  await t.signIn('amelie')
  const decide = (): Promise<{ status: number; body: any }> => t.call('POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal', reason: 'r'.repeat(4000) })
  expect((await decide()).body).toEqual({ error: { code: 'disk.full', facts: {} } })
  expect(await ok('GET', `/api/items/${itemId}`)).toMatchObject({ state: 'waiting', decisions: [] })
  store.db.pragma('max_page_count = 1000000')
  expect((await decide()).status).toBe(200)
  await ok('POST', '/api/sync')
  expect(t.stub.events.filter(({ type }) => type === 'decision.made')).toHaveLength(1)
})

test('a second start on the same profile finds everything again', async () => {
  t = openTestWorkstation()
  await t.setUp()
  const itemId = await takeIn(Buffer.from('any bytes'))
  await whenAnalysed(itemId)
  await t.restart()
  await t.signIn('amelie')
  expect((await ok('GET', '/api/queue')).rows.map(({ id }: { id: string }) => id)).toEqual([itemId])
})
