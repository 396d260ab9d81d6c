import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import type { AppError } from '../../contract/error.ts'
import type { Signal } from '../../contract/signals.ts'
import { openStore, type Store } from '../store/store.ts'
import { createExposure, type Exposure } from './exposure.ts'
import { readRange } from './range.ts'
import { refusalOfReveal } from './reveal.ts'

const PICTURE = 'a'.repeat(64)
const VIDEO = 'b'.repeat(64)
const PENDING = 'c'.repeat(64)
const AWAY = 'd'.repeat(64)
const FULL = Buffer.from('0123456789'.repeat(100))

let dir: string
let store: Store
let exposure: Exposure
let signals: Signal[]
let time: number
let rendering: PromiseWithResolvers<void> | null
const item = v7()
const other = v7()
const person = v7()

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  dir = await mkdtemp(join(tmpdir(), 'paravent-exposure-'))
  store = openStore({ file: join(dir, 'store.db'), key: new Uint8Array(32).fill(7), migrations: 'workstation/store/migrations' })
  signals = []
  time = 0
  rendering = null
  const kinds: Record<string, 'image' | 'video'> = { [PICTURE]: 'image', [VIDEO]: 'video', [PENDING]: 'image', [AWAY]: 'image' }
  const covered = { contentType: 'image/jpeg', width: 100, height: 50, bytes: Buffer.from('covered'), seconds: null }
  exposure = createExposure({
    store,
    vault: {
      async *read(_sha256, { start, end } = { start: 0, end: FULL.length }) {
        for (let at = start; at < end; at += 100) yield FULL.subarray(at, Math.min(end, at + 100))
      },
    },
    analysis: {
      facts: (sha256) => ({ state: sha256 === PENDING ? 'pending' : 'ready', kind: kinds[sha256] }) as never,
      covered: (sha256, kind) => (sha256 === PENDING || kind === 'strip' ? null : covered),
      coveredFacts: (sha256, kind) => (sha256 === PENDING || kind === 'strip' ? null : covered),
      async render(_sha256, what) {
        await rendering?.promise
        return { vaultSha256: 'f'.repeat(64), contentType: what === 'full' ? 'image/jpeg' : 'video/mp4', width: 20, height: 10, bytes: FULL.length }
      },
    },
    items: { mediaOf: () => [PICTURE, VIDEO, PENDING, AWAY].map((sha256) => ({ sha256, here: sha256 !== AWAY })) },
    settings: { get: () => ({ autoCoverSeconds: 10 }) },
    signals: { send: (signal) => void signals.push(signal) },
    clock: { now: () => '', monotonic: () => time },
    ids: { next: () => v7() },
    person: { id: person },
  })
})
afterEach(async () => {
  exposure.close()
  vi.useRealTimers()
  store.close()
  await rm(dir, { recursive: true, force: true })
})

function pass(seconds: number): void {
  time += seconds * 1000
  vi.advanceTimersByTime(seconds * 1000)
}

async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return exposure.serve(url.replace('/media/', ''), new Request(`http://workstation${url}`, { headers, method }))
}

const hold = { sha256: PICTURE, rung: 'full', manner: 'hold' } as const
const toggle = { sha256: PICTURE, rung: 'full', manner: 'toggle' } as const

describe('a reveal', () => {
  test('is only of what is here, analysed, of the item, opened, and on its rung', async () => {
    const codeOf = (ask: object): Promise<string> => exposure.grant(item, { ...hold, ...ask }).then(() => 'granted', (error: AppError) => error.code)
    expect(await codeOf({})).toBe('granted')
    expect(await codeOf({ sha256: '0'.repeat(64) })).toBe('item.no_media')
    expect(await codeOf({ sha256: AWAY })).toBe('media.not_here')
    expect(await codeOf({ sha256: PENDING })).toBe('media.not_ready')
    expect(await codeOf({ rung: 'play' })).toBe('reveal.rung_unavailable')
    expect(await codeOf({ sha256: VIDEO, rung: 'full' })).toBe('reveal.rung_unavailable')
    expect(await codeOf({ sha256: VIDEO, rung: 'play' })).toBe('granted')
    const facts = { itemOpened: false, ofItem: true, here: true, state: 'ready', kind: 'image' } as const
    expect(refusalOfReveal('full', facts)).toBe('reveal.not_granted')
  })

  test('by toggle covers by itself after the seconds of the setting', async () => {
    const { url, revealId, coversInSeconds } = await exposure.grant(item, toggle)
    expect(coversInSeconds).toBe(10)
    pass(9.9)
    exposure.keep(revealId)
    expect((await get(url)).status).toBe(200)
    pass(0.2)
    expect((await get(url)).status).toBe(404)
    expect(signals).toEqual([{ type: 'covered', revealId }])
    expect(() => exposure.keep(revealId)).toThrow('reveal.unknown')
  })

  test('by hold lasts while it is kept alive, and a minute after the last sign at most', async () => {
    const { url, revealId } = await exposure.grant(item, hold)
    for (let i = 0; i < 5; i++) {
      pass(50)
      exposure.keep(revealId)
    }
    expect((await get(url)).status).toBe(200)
    pass(60)
    expect((await get(url)).status).toBe(404)
    expect(signals).toHaveLength(1)
  })

  test('is over by the clock even when no timer ran', async () => {
    const { url } = await exposure.grant(item, toggle)
    time += 10_000
    expect((await get(url)).status).toBe(404)
  })

  test.each([
    ['the page ends it', (id: string) => exposure.end(id)],
    ['its item is decided', () => exposure.coverItem(item)],
    ['the house closes', () => exposure.close()],
  ])('ends at once when %s, and what was being sent is cut', async (_why, act) => {
    const { url, revealId } = await exposure.grant(item, hold)
    const reader = (await get(url)).body!.getReader()
    expect((await reader.read()).value).toHaveLength(100)
    act(revealId)
    await expect(reader.read()).rejects.toThrow('covered')
    expect((await get(url)).status).toBe(404)
    expect(signals).toEqual([{ type: 'covered', revealId }])
  })

  test('covers what was uncovered before it; a decision on another item leaves it', async () => {
    const first = await exposure.grant(item, hold)
    const second = await exposure.grant(other, hold)
    expect((await get(first.url)).status).toBe(404)
    exposure.coverItem(item)
    exposure.end(first.revealId)
    expect((await get(second.url)).status).toBe(200)
  })

  test('asked for, and covered before it could be shown, is not granted', async () => {
    rendering = Promise.withResolvers()
    const asks = [exposure.grant(item, hold), exposure.grant(item, { ...hold, sha256: VIDEO, rung: 'play' })]
    exposure.coverItem(item)
    const last = exposure.grant(item, hold)
    rendering.resolve()
    for (const ask of asks) await expect(ask).rejects.toThrow('reveal.not_granted')
    expect((await get((await last).url)).status).toBe(200)
  })

  test('counts as viewed for that person until the item is decided, also after a lock', async () => {
    expect(exposure.wasRevealed(item, person)).toBe(false)
    await exposure.grant(item, hold)
    exposure.close()
    expect(exposure.wasRevealed(item, person)).toBe(true)
    expect(exposure.wasRevealed(item, v7())).toBe(false)
    expect(exposure.wasRevealed(other, person)).toBe(false)
    exposure.coverItem(item)
    expect(exposure.wasRevealed(item, person)).toBe(false)
  })
})

describe('covered pictures', () => {
  test('have an address that is handed out again while half of its time is left', async () => {
    const url = exposure.coveredUrl(PICTURE, 'thumbnail')!
    pass(9 * 60)
    expect(exposure.coveredUrl(PICTURE, 'thumbnail')).toBe(url)
    pass(2 * 60)
    const next = exposure.coveredUrl(PICTURE, 'thumbnail')!
    expect(next).not.toBe(url)
    expect(await (await get(url)).text()).toBe('covered')
    pass(10 * 60)
    expect((await get(url)).status).toBe(404)
    expect((await get(next)).status).toBe(200)
    expect(exposure.coveredUrl(PENDING, 'thumbnail')).toBeNull()
    expect(exposure.coveredUrl(PICTURE, 'strip')).toBeNull()
  })

  test('addresses cannot be guessed and end with the session', async () => {
    const urls = ['thumbnail', 'covered'].map((kind) => exposure.coveredUrl(PICTURE, kind as 'covered')!)
    for (const url of urls) expect(url).toMatch(/^\/media\/[\w-]{32}$/)
    expect((await get('/media/nothing')).status).toBe(404)
    exposure.close()
    expect((await get(urls[0]!)).status).toBe(404)
    expect(exposure.coveredUrl(PICTURE, 'covered')).not.toBe(urls[1])
  })
})

describe('serving', () => {
  test('answers ranges, heads and types as a player needs them', async () => {
    const { url } = await exposure.grant(item, { ...hold, sha256: VIDEO, rung: 'play' })
    const part = await get(url, { Range: 'bytes=995-' })
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([206, 'bytes 995-999/1000', '5'])
    expect(await part.text()).toBe('56789')
    expect(await (await get(url, { Range: 'bytes=-3' })).text()).toBe('789')
    expect(await (await get(url, { Range: 'bytes=0-0' })).text()).toBe('0')
    const outside = await get(url, { Range: 'bytes=1000-' })
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */1000'])
    const head = await get(url, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', ''])
    const whole = await get(url)
    expect(Object.fromEntries(whole.headers)).toMatchObject({ 'content-type': 'video/mp4', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'accept-ranges': 'bytes' })
    expect(Buffer.from(await whole.arrayBuffer()).equals(FULL)).toBe(true)
  })

  test('whatever the Range header says, the answer lies within the bytes', () => {
    const header = fc.oneof(fc.string(), fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`), fc.nat().map((n) => `bytes=-${n}`))
    fc.assert(
      fc.property(header, fc.nat({ max: 5000 }), (text, bytes) => {
        const answer = readRange(text, bytes)
        if (answer.status === 416) return
        expect(answer.start).toBeGreaterThanOrEqual(0)
        expect(answer.end).toBeLessThanOrEqual(bytes)
        expect(answer.start).toBeLessThanOrEqual(answer.end)
        if (answer.status === 206) expect(answer.start).toBeLessThan(answer.end)
      }),
    )
  })
})
