import { describe, expect, test } from 'vitest'
import type { QueueRow } from '../../../contract/api.ts'
import { badgesOf, titleOf } from './row-words.ts'

const row: QueueRow = {
  id: '01990000-0000-7000-8000-000000000001',
  reportId: '01990000-0000-7000-8000-000000000002',
  reference: '2026-41083',
  source: 'public_form',
  receivedAt: '2026-11-22T09:12:00.000Z',
  state: 'waiting',
  kind: 'image',
  media: 1,
  mediaState: 'ready',
  failure: null,
  durationSeconds: null,
  damaged: false,
  suspectedInfraction: null,
  violent: false,
  priority: { points: 0, terms: [] },
  prequalification: { kind: 'none', outcome: null, infraction: null, matchId: null, rule: '', policyVersion: '1' },
  match: null,
  moved: null,
  lookAlikes: 0,
  seenBefore: false,
  watched: false,
  thumbnailUrl: null,
  outcome: null,
}
const verified = { kind: 'exact' as const, certainty: 'match' as const, listName: 'A', trust: 'verified' as const, distance: 0 }

describe('a row of the queue', () => {
  test('says first what cannot be shown, then what is known, then what it is', () => {
    expect(titleOf({ ...row, mediaState: 'failed', match: verified }).key).toBe('failed')
    expect(titleOf({ ...row, match: verified, damaged: true }).key).toBe('known_verified')
    expect(titleOf({ ...row, match: { ...verified, trust: 'unverified' } }).key).toBe('known_unverified')
    expect(titleOf({ ...row, match: { ...verified, kind: 'similar', distance: 14 } })).toEqual({ key: 'similar', facts: { list: 'A' } })
    expect(titleOf({ ...row, damaged: true }).key).toBe('damaged')
    expect(titleOf({ ...row, kind: 'video', durationSeconds: 134 })).toEqual({ key: 'video_of', facts: { duration: '02:14' } })
    expect(titleOf({ ...row, kind: 'url', media: 0, mediaState: null }).key).toBe('url')
    expect(titleOf(row).key).toBe('unknown')
  })

  test('never calls a similar picture exact, and tells its distance', () => {
    const badges = badgesOf({ ...row, match: { ...verified, kind: 'similar', distance: 27 } })
    expect(badges).toEqual([{ key: 'pdq', facts: { distance: 27 }, tone: 'told' }])
  })
})
