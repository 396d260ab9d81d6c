import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distance } from '../../native/index.ts'
import type { FramePrint } from './fingerprints.store.ts'
import { groupFrameHits } from './frame-hits.ts'
import { matchedSeconds } from './matched-seconds.ts'
import { compareVideos, isSameVideo } from './video-match.ts'
import type { VideoLikeness } from './video-match.ts'

const USUAL = { minQueryPercent: 80, minEntryPercent: 0 }

/** A hash far from those of other names, with its last `off` bits flipped. */
function pdqOf(name: string, off = 0): string {
  const hash = BigInt(`0x${createHash('sha256').update(name).digest('hex')}`)
  return (hash ^ ((1n << BigInt(off)) - 1n)).toString(16).padStart(64, '0')
}

/** One frame a second of the named shots, each so many bits off. */
function videoOf(shots: readonly string[], { off = 0, quality = 100 } = {}): FramePrint[] {
  return shots.map((shot, seconds) => ({ seconds, quality, pdq: pdqOf(shot, off) }))
}

function compared(query: readonly FramePrint[], entry: readonly FramePrint[]): VideoLikeness | null {
  const comparing = compareVideos(query, entry)
  for (;;) {
    const step = comparing.next()
    if (step.done) return step.value
  }
}

const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `shot ${from + i}`)

describe('two videos', () => {
  test('are told by the shares of their frames with a partner at 31 bits and no further', () => {
    const query = videoOf(['a', 'b', 'c', 'd'])
    expect(compared(query, videoOf(['d', 'c', 'x'], { off: 31 }))).toEqual({ queryPercent: 50, entryPercent: (100 * 2) / 3, seconds: [[2, 4]] })
    expect(compared(query, videoOf(['a', 'b', 'c', 'd'], { off: 32 }))).toBeNull()
  })

  test('leave poor frames out on both sides, also of the shares', () => {
    const poor = videoOf(['a', 'b', 'c'], { quality: 49 })
    expect(compared(poor, poor)).toBeNull()
    const query = [...videoOf(['a', 'b'], { quality: 50 }), { ...videoOf(['c'], { quality: 49 })[0]!, seconds: 2 }]
    expect(compared(query, videoOf(['a', 'c', 'x']))).toEqual({ queryPercent: 50, entryPercent: (100 * 1) / 3, seconds: [[0, 1]] })
  })

  test('of nothing have nothing in common', () => {
    expect(compared([], [])).toBeNull()
    expect(compared(videoOf(['a']), [])).toBeNull()
  })

  test('seen from the other side have the shares changed over, and agree with plain enumeration', () => {
    const video = fc.array(fc.record({ shot: fc.nat({ max: 6 }), off: fc.constantFrom(0, 15, 31, 40), quality: fc.constantFrom(10, 50, 90) }), { maxLength: 12 })
      .map(frames => frames.map(({ shot, off, quality }, seconds) => ({ seconds, quality, pdq: pdqOf(`shot ${shot}`, off) })))
    fc.assert(
      fc.property(video, video, (query, entry) => {
        const [there, back] = [compared(query, entry), compared(entry, query)]
        expect([there?.queryPercent, there?.entryPercent]).toEqual([back?.entryPercent, back?.queryPercent])
        const good = (frames: readonly FramePrint[]): readonly FramePrint[] => frames.filter(frame => frame.quality >= 50)
        const partnered = good(query).filter(frame => good(entry).some(other => distance(frame.pdq, other.pdq) <= 31))
        expect(there?.queryPercent ?? 0).toBe(partnered.length === 0 ? 0 : (100 * partnered.length) / good(query).length)
        const covered = (there?.seconds ?? []).reduce((sum, [from, to]) => sum + to - from, 0)
        expect(covered).toBe(partnered.length)
      }),
    )
  })

  test('are the same from the policy’s shares on, not below', () => {
    const likeness = (queryPercent: number, entryPercent: number): VideoLikeness => ({ queryPercent, entryPercent, seconds: [] })
    expect(isSameVideo(likeness(80, 1), USUAL)).toBe(true)
    expect(isSameVideo(likeness(79.9, 100), USUAL)).toBe(false)
    expect(isSameVideo(likeness(100, 49), { minQueryPercent: 80, minEntryPercent: 50 })).toBe(false)
  })

  test('a clip is its film to the list, and the film is more than the clip', () => {
    const film = videoOf(names(0, 100))
    const clip = compared(videoOf(names(40, 50), { off: 9 }), film)!
    expect(clip).toEqual({ queryPercent: 100, entryPercent: 10, seconds: [[0, 10]] })
    expect(isSameVideo(clip, USUAL)).toBe(true)
    const copy = compared(film, videoOf(names(10, 100), { off: 9 }))!
    expect([copy.queryPercent, copy.entryPercent]).toEqual([90, 100])
  })

  test('of half an hour each are compared in steps, between which the window answers', () => {
    const comparing = compareVideos(videoOf(names(0, 1800)), videoOf(names(1800, 3600)))
    let steps = 0
    while (!comparing.next().done) steps += 1
    expect(steps).toBeGreaterThan(30)
  })
})

describe('matched seconds', () => {
  test('last until the next frame, neighbours are one stretch, and the last frame stands as long as the one before it', () => {
    const matched = (...indexes: number[]) => (index: number): boolean => indexes.includes(index)
    expect(matchedSeconds([0, 1, 2, 10, 10.5], matched(0, 1, 3))).toEqual([[0, 2], [10, 10.5]])
    expect(matchedSeconds([0, 1, 2, 10, 10.5], matched(2, 4))).toEqual([[2, 10], [10.5, 11]])
    expect(matchedSeconds([0], matched(0))).toEqual([[0, 1]])
    expect(matchedSeconds([0, 1], () => false)).toEqual([])
  })
})

describe('the frames of a video among the entries of picture lists', () => {
  test('are told entry by entry: the nearest frame, and every second at which it was met', () => {
    const frames = videoOf(['a', 'b', 'c', 'd']).map((frame, index) => ({ ...frame, quality: index === 3 ? 49 : 60 + index }))
    const hits = [
      { index: 0, entry: 7, distance: 20 },
      { index: 1, entry: 7, distance: 12 },
      { index: 1, entry: 7, distance: 30 },
      { index: 2, entry: 7, distance: 12 },
      { index: 3, entry: 7, distance: 0 },
      { index: 2, entry: 9, distance: 4 },
    ]
    expect(groupFrameHits(frames, hits)).toEqual([
      { entry: 9, nearest: { ...frames[2], distance: 4 }, queryPercent: 100 / 3, seconds: [[2, 3]] },
      { entry: 7, nearest: { ...frames[1], distance: 12 }, queryPercent: 100, seconds: [[0, 3]] },
    ])
    expect(groupFrameHits(frames, [])).toEqual([])
  })
})
