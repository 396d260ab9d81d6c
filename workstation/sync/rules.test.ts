import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIRST_PREVIOUS } from '../../contract/event.ts'
import { backoffSeconds } from './backoff.ts'
import { cutBatch } from './cut-batch.ts'
import { resumeAfter } from './resume.ts'
import { isNews, syncStateOf, type SyncFacts } from './sync-state.ts'

describe('pauses between tries', () => {
  test('double from one second to a minute, with chance in their second half', () => {
    expect([1, 2, 3, 4, 7, 40].map((failures) => backoffSeconds(failures, 1))).toEqual([1, 2, 4, 8, 60, 60])
    expect([1, 7, 5000].map((failures) => backoffSeconds(failures, 0))).toEqual([0.5, 30, 30])
  })
})

describe('a batch', () => {
  test('is the longest beginning that fits, is never empty, and keeps the order', () => {
    const events = fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }).map((bytes) => ({ bytes })), { minLength: 1 })
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 }), (all, count, bytes) => {
        const batch = cutBatch(all, { events: count, bytes })
        const weight = (n: number): number => all.slice(0, n).reduce((sum, event) => sum + Buffer.byteLength(event.bytes), 0)
        const fits = (n: number): boolean => n <= count && weight(n) <= bytes
        expect(batch).toEqual(all.slice(0, batch.length))
        expect(batch.length === 1 || fits(batch.length)).toBe(true)
        expect(batch.length === all.length || !fits(batch.length + 1)).toBe(true)
      }),
    )
  })
})

describe('after a gap', () => {
  const hashAt = (sequence: number): string | null => (sequence >= 1 && sequence <= 9 ? String(sequence).repeat(64) : null)
  test('the hub gets what follows its head', () => {
    expect(resumeAfter({ sequence: 0, hash: FIRST_PREVIOUS }, 8, hashAt)).toBe(0)
    expect(resumeAfter({ sequence: 3, hash: '3'.repeat(64) }, 8, hashAt)).toBe(3)
  })
  test('a head that is not ours is met with our event of that place', () => {
    expect(resumeAfter({ sequence: 3, hash: 'f'.repeat(64) }, 8, hashAt)).toBe(2)
  })
  test('a head after which nothing is missing is no answer', () => {
    expect(() => resumeAfter({ sequence: 7, hash: '7'.repeat(64) }, 8, hashAt)).toThrow('hub.bad_answer')
    expect(() => resumeAfter({ sequence: 20, hash: 'f'.repeat(64) }, 8, hashAt)).toThrow('hub.bad_answer')
  })
})

describe('what a person is told', () => {
  const facts: SyncFacts = { waiting: 0, refusedFor: [], refused: 0, sending: false, problem: null, notice: null, lastContactAt: null, retryInSeconds: 9 }
  test('offline with its reason before all, then sending, waiting, sent', () => {
    const offline = syncStateOf({ ...facts, waiting: 2, sending: true, problem: 'hub.timeout' })
    expect(offline).toMatchObject({ state: 'offline', problem: 'hub.timeout', waiting: 2, retryInSeconds: 9 })
    expect(syncStateOf({ ...facts, waiting: 2, sending: true })).toMatchObject({ state: 'sending', retryInSeconds: null })
    expect(syncStateOf({ ...facts, waiting: 2 }).state).toBe('waiting')
    expect(syncStateOf({ ...facts, sending: true }).state).toBe('sent')
    expect(syncStateOf({ ...facts, notice: 'hub.change_set_aside' })).toMatchObject({ state: 'sent', problem: 'hub.change_set_aside' })
  })
  test('a later contact alone is no news', () => {
    const state = syncStateOf(facts)
    const told = [isNews(null, state), isNews(state, { ...state, lastContactAt: 'now' }), isNews(state, { ...state, waiting: 1 })]
    expect(told).toEqual([true, false, true])
  })
})
