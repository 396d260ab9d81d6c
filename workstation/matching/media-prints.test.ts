import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealEvent } from '../audit/event-bytes.ts'
import { FRAMES_KEPT, MediaPrints, VIEWS_KEPT } from '../../contract/prints.ts'
import { VIEWS } from '../../contract/views.ts'
import { packViews } from '../../native/index.ts'
import { framesKept, mediaPrintsOf } from './media-prints.ts'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const frames = fc
  .array(fc.record({ pdq: hash, quality: fc.integer({ min: 0, max: 100 }) }), { maxLength: 60 })
  .map((all) => all.map((frame, seconds) => ({ ...frame, seconds })))

test('the frames that are kept are frames of the video, in their order, none too poor to match by, and spread over the whole of it', () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 2, max: 20 }), (all, most) => {
      const kept = framesKept(all, most)
      const good = all.filter(({ quality }) => quality >= 50)
      expect(kept.length).toBeLessThanOrEqual(most)
      expect(kept.every((frame, at) => good.includes(frame) && (at === 0 || frame.seconds > kept[at - 1]!.seconds))).toBe(true)
      expect(kept[0]).toEqual(good[0])
      // Random hashes all differ: the last scene is kept as well as the first.
      if (good.length > 1) expect(kept.at(-1)).toEqual(good.at(-1))
    }),
  )
})

test('a scene that stands still is one frame', () => {
  const still = Array.from({ length: 500 }, (_, seconds) => ({ pdq: 'f0'.repeat(32), quality: 90, seconds }))
  expect(framesKept(still, FRAMES_KEPT)).toEqual([still[0]])
})

test('a picture of one colour brings no hash that would match all others of one colour', () => {
  const flat = { sha256: 'a'.repeat(64), md5: null, sha1: null, kind: 'image' as const, pdq: '0'.repeat(64), quality: 0, views: null }
  expect(mediaPrintsOf(flat, []).fingerprint).toBeNull()
})

test('of the views, those that a list keeps enter, and none too poor to match by', () => {
  const views = VIEWS.map(({ id }, place) => ({ view: id, pdq: 'f0'.repeat(32), quality: place % 2 === 0 ? 90 : 10 }))
  const picture = { sha256: 'a'.repeat(64), md5: null, sha1: null, kind: 'image' as const, pdq: 'f0'.repeat(32), quality: 90, views: packViews(views) }
  const kept = mediaPrintsOf(picture, []).views.map(({ view }) => view)
  const expected = VIEWS.filter(({ entry, id }, place) => entry && id !== 'original' && place % 2 === 0).map(({ id }) => id)
  expect(kept).toEqual(expected)
  expect(kept).toContain(VIEWS.find(({ class: of }, place) => of === 'crop' && place % 2 === 0)?.id)
})

test('the longest prints fit into an event', () => {
  const [pdq, quality] = ['f'.repeat(64), 100]
  const prints: MediaPrints = MediaPrints.parse({
    ...{ sha256: pdq, md5: 'f'.repeat(32), sha1: 'f'.repeat(40), kind: 'video', fingerprint: { pdq, quality } },
    views: Array.from({ length: VIEWS_KEPT }, () => ({ view: 'v'.repeat(40), pdq, quality })),
    frames: Array.from({ length: FRAMES_KEPT }, () => ({ at: 7199.999, pdq, quality })),
  })
  const id = '0190a000-0000-7000-8000-000000000001'
  const base = { id, deviceId: id, personId: id, sequence: 1, previous: pdq, at: '2026-11-22T10:00:00.000Z' }
  const payload = { itemId: id, reportId: id, reference: '2026-1', name: 'x'.repeat(120), note: '\u0001'.repeat(2000), expiresAt: base.at, prints }
  expect(sealEvent({ ...base, type: 'watch.added', payload }).bytes.length).toBeLessThan(64 * 1024 * 2)
})
