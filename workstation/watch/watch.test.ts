import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import { digestOf, type NewItem } from '../../tests/support/desk-items.ts'
import { openDesk, START, type Desk } from '../../tests/support/desk.ts'
import { isLater, stateOf } from './watch-rules.ts'

const PDQ = 'f0'.repeat(32)
const NEAR = `f1${PDQ.slice(2)}`
const HOUR = 3_600_000
const SEVEN_DAYS = new Date(START + 7 * 24 * HOUR).toISOString()

let desk: Desk
beforeEach(async () => void (desk = await openDesk()))
afterEach(() => desk.close())

const take = (media: NonNullable<NewItem['media']>): string => desk.addItem({ media }).itemId
const watch = (itemId: string, name: string): string => desk.ana.watches.add({ itemId, sha256: digestOf(name), name: `watch of ${name}`, note: 'tonight', expiresAt: SEVEN_DAYS }).id
const alerted = (): string[] => desk.ana.alerts.page().alerts.map(({ itemId }) => itemId)
const told = (type: string): number => desk.events().filter((event) => event.type === type).length
const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'done'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('later is what was made after the watch, or came here after the watch was known here', () => {
  const watched = { addedAt: '2026-01-01T10:00:00.000Z', knownAt: '2026-01-01T12:00:00.000Z' }
  const at = (createdAt: string, addedAt: string): boolean => isLater({ createdAt: `2026-01-01T${createdAt}:00.000Z`, addedAt: `2026-01-01T${addedAt}:00.000Z` }, watched)
  expect([at('09:00', '11:00'), at('10:00', '11:00'), at('09:00', '12:00'), at('11:00', '13:00')]).toEqual([false, true, true, true])
  expect(stateOf({ expiresAt: SEVEN_DAYS, endedAt: null }, SEVEN_DAYS)).toBe('expired')
})

describe('a watch', () => {
  test('alerts on each later report that holds it, by its bytes at once and by its looks, and not on what was there before', async () => {
    const source = take([{ name: 'attack', pdq: PDQ }])
    take([{ name: 'attack', pdq: PDQ }])
    take([{ name: 'alike before', pdq: NEAR }])
    desk.clock.time += HOUR
    watch(source, 'attack')
    await desk.idle()
    expect(alerted()).toEqual([])
    desk.clock.time += HOUR
    const same = take([{ name: 'attack' }])
    expect(alerted()).toEqual([same])
    desk.clock.time += HOUR
    const alike = take([{ name: 'alike', pdq: NEAR }])
    take([{ name: 'other', pdq: '0f'.repeat(32) }])
    await desk.idle()
    expect(alerted()).toEqual([alike, same])
    const [first, second] = desk.ana.alerts.page().alerts
    expect(first).toMatchObject({ kind: 'similar', distance: 1, watch: { name: 'watch of attack' }, here: true, acknowledged: null })
    expect(second).toMatchObject({ kind: 'exact', distance: 0 })
    expect(told('watch.matched')).toBe(2)
    expect(desk.signals.filter(({ type }) => type === 'alert').at(-1)).toEqual({ type: 'alert', unseen: 2 })
  })

  test('alerts on a media whose bytes are not here yet, and once for each item, however often it is matched anew', async () => {
    const source = take([{ name: 'attack', pdq: PDQ }])
    desk.clock.time += HOUR
    watch(source, 'attack')
    desk.clock.time += HOUR
    take([{ name: 'attack' }, { name: 'alike', pdq: NEAR }])
    await desk.idle()
    for (let times = 0; times < 2; times++) {
      for (const name of ['attack', 'alike']) desk.matching.matchMedia(digestOf(name))
      await desk.idle()
    }
    expect([alerted().length, told('watch.matched')]).toEqual([1, 1])
  })

  test('that found something just before a stop alerts at the next opening', async () => {
    const source = take([{ name: 'attack', pdq: PDQ }])
    desk.clock.time += HOUR
    watch(source, 'attack')
    desk.clock.time += HOUR
    const alike = take([{ name: 'alike', pdq: NEAR }])
    await desk.idle()
    desk.store.db.exec('delete from alert')
    await desk.reopen()
    desk.ana.alerts.lookAgain()
    expect(alerted()).toEqual([alike])
  })

  test('looks for a frame of a video in pictures, and for a picture in the frames of videos', async () => {
    const frames = ['ab', 'f0', '55'].map((byte, second) => ({ seconds: second, pdq: byte.repeat(32), quality: 90 }))
    const video = take([{ name: 'video', kind: 'video', frames }])
    const picture = take([{ name: 'picture', pdq: '3c'.repeat(32) }])
    desk.clock.time += HOUR
    watch(video, 'video')
    watch(picture, 'picture')
    await desk.idle()
    desk.clock.time += HOUR
    const still = take([{ name: 'still', pdq: `ae${'ab'.repeat(31)}` }])
    const clip = take([{ name: 'clip', kind: 'video', frames: [{ seconds: 4, pdq: '3c'.repeat(32), quality: 90 }] }])
    await desk.idle()
    expect(alerted().sort()).toEqual([still, clip].sort())
    expect(desk.ana.review.detail(clip).media[0]?.matches[0]).toMatchObject({ frameSeconds: 4, list: { kind: 'watch', name: 'watch of picture' } })
  })

  test('lifts an item in the queue, explains it, and says nothing of the law', async () => {
    const source = take([{ name: 'attack', pdq: PDQ }])
    desk.clock.time += HOUR
    watch(source, 'attack')
    desk.clock.time += HOUR
    const found = take([{ name: 'attack' }])
    await desk.idle()
    const { priority, prequalification } = desk.ana.review.detail(found)
    expect(priority.terms).toContainEqual({ term: 'watched', points: 150, facts: { watch: 'watch of attack' } })
    expect([prequalification.kind, desk.queue.entry(found)?.known, desk.queue.row(found)?.watched, desk.queue.row(found)?.match]).toEqual(['none', 'none', true, null])
  })

  test.each([
    ['is over, by an act', (id: string) => void desk.ben.watches.end(id)],
    ['expired', () => void (desk.clock.time = START + 7 * 24 * HOUR)],
  ])('that %s alerts no more and lifts nothing', async (_how, over) => {
    const source = take([{ name: 'attack', pdq: PDQ }])
    desk.clock.time += HOUR
    const id = watch(source, 'attack')
    desk.clock.time += HOUR
    const before = take([{ name: 'attack' }])
    await desk.idle()
    over(id)
    await desk.reopen()
    desk.ana.watches.tidy()
    await desk.idle()
    take([{ name: 'attack' }])
    take([{ name: 'alike', pdq: NEAR }])
    await desk.idle()
    expect(alerted()).toEqual([before])
    expect(desk.queue.row(before)?.watched).toBe(false)
    expect(codeOf(() => desk.ana.watches.end(id))).toBe('watch.over')
  })

  test('is refused for what is not known, not analysed, or already past', () => {
    const itemId = take([{ name: 'pending', pending: true }, { name: 'ready', pdq: PDQ }])
    const asked = { itemId, sha256: digestOf('ready'), name: 'x', note: '', expiresAt: SEVEN_DAYS }
    expect(codeOf(() => desk.ana.watches.add({ ...asked, sha256: digestOf('pending') }))).toBe('media.not_ready')
    expect(codeOf(() => desk.ana.watches.add({ ...asked, sha256: digestOf('elsewhere') }))).toBe('item.no_media')
    expect(codeOf(() => desk.ana.watches.add({ ...asked, itemId: desk.ana.person.id }))).toBe('item.unknown')
    expect(codeOf(() => desk.ana.watches.add({ ...asked, expiresAt: desk.clock.now() }))).toBe('watch.expiry_past')
    expect(codeOf(() => desk.ana.watches.end(desk.ana.person.id))).toBe('watch.unknown')
    expect([desk.ana.watches.all(), told('watch.added')]).toEqual([[], 0])
  })
})

test('an alert that a person acknowledged is seen, by who was first, and told once', () => {
  const source = take([{ name: 'attack', pdq: PDQ }])
  desk.clock.time += HOUR
  watch(source, 'attack')
  desk.clock.time += HOUR
  take([{ name: 'attack' }])
  const id = desk.ana.alerts.page().alerts[0]?.id ?? ''
  expect(desk.ana.alerts.page().unseen).toBe(1)
  desk.ben.alerts.acknowledge(id)
  desk.ana.alerts.acknowledge(id)
  expect(desk.ana.alerts.page()).toMatchObject({ unseen: 0, total: 1, alerts: [{ acknowledged: { personName: 'ben' } }] })
  expect(told('alert.acknowledged')).toBe(1)
  expect(codeOf(() => desk.ana.alerts.acknowledge(source))).toBe('alert.unknown')
})

describe('what others watch for and find', () => {
  const elsewhere = '0190a000-0000-7000-8000-0000000000bb'
  const watchId = '0190a000-0000-7000-8000-0000000000a1'
  const whence = { itemId: elsewhere, reportId: elsewhere, reference: '2026-4711' }
  const event = <T extends EventType>(id: string, type: T, payload: PayloadOf<T>): Extract<EventContent, { type: T }> =>
    ({ id, type, payload, deviceId: elsewhere, personId: elsewhere, sequence: 1, previous: '0'.repeat(64), at: new Date(START).toISOString() }) as never
  const prints = { sha256: digestOf('attack'), md5: null, sha1: null, kind: 'image' as const, fingerprint: { pdq: PDQ, quality: 90 }, views: [], frames: [] }
  const added = event(watchId, 'watch.added', { ...whence, name: 'from elsewhere', note: '', expiresAt: SEVEN_DAYS, prints })
  const ended = event('0190a000-0000-7000-8000-0000000000a2', 'watch.ended', { watchId })

  test('is watched for here, found here, and told by an event of this workstation', async () => {
    desk.clock.time += HOUR
    for (let times = 0; times < 2; times++) desk.ana.watches.applyAdded(added, 'Zoé')
    await desk.idle()
    const found = take([{ name: 'alike', pdq: NEAR }])
    await desk.idle()
    expect(alerted()).toEqual([found])
    expect(desk.ana.watches.all()).toMatchObject([{ name: 'from elsewhere', personName: 'Zoé', state: 'active', alerts: 1 }])
    expect(desk.events().map(({ type }) => type)).toEqual(['watch.matched'])
  })

  test('whose end is known first never looks', async () => {
    desk.ana.watches.applyEnded(ended)
    desk.ana.watches.applyAdded(added, 'Zoé')
    take([{ name: 'attack' }])
    await desk.idle()
    expect([alerted(), desk.ana.watches.all()[0]?.state]).toEqual([[], 'ended'])
  })

  test('alerts here once, whoever found it first, and is seen here when it was seen there', () => {
    desk.ana.watches.applyAdded(added, 'Zoé')
    const found = take([{ name: 'attack' }])
    const matched = event('0190a000-0000-7000-8000-0000000000a3', 'watch.matched', { ...whence, itemId: found, watchId, sha256: prints.sha256, kind: 'exact', distance: 0 })
    const other = event('0190a000-0000-7000-8000-0000000000a4', 'watch.matched', { ...whence, watchId, sha256: prints.sha256, kind: 'similar', distance: 9 })
    for (const content of [matched, other, other]) desk.ana.alerts.applyMatched(content)
    expect(desk.ana.alerts.page()).toMatchObject({ unseen: 2, total: 2 })
    expect(desk.ana.alerts.page().alerts.find(({ itemId }) => itemId === elsewhere)).toMatchObject({ here: false, reference: '2026-4711', distance: 9 })
    desk.ana.alerts.applyAcknowledged(event('0190a000-0000-7000-8000-0000000000a5', 'alert.acknowledged', { watchId, itemId: elsewhere }), 'Zoé')
    expect(desk.ana.alerts.page()).toMatchObject({ unseen: 1, total: 2 })
  })
})
