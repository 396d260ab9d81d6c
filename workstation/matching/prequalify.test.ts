import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import type { Match } from '../../contract/match.ts'
import { Algorithm, Certainty, ListKind, MatchKind, Trust } from '../../contract/words.ts'
import { policyOfTests } from '../../tests/support/rules-of-tests.ts'
import { isConclusive } from './conclusive.ts'
import { checkPolicy } from './policy.ts'
import { prequalify, prequalifyItem } from './prequalify.ts'

const match = fc.record({
  id: fc.uuid({ version: 7 }),
  kind: fc.constantFrom(...MatchKind.options),
  certainty: fc.constantFrom(...Certainty.options),
  algorithm: fc.constantFrom(...Algorithm.options),
  trust: fc.constantFrom(...Trust.options),
  listKind: fc.constantFrom(...ListKind.options),
  infraction: fc.constantFrom('violence', 'harassment', null),
  distance: fc.integer({ min: 0, max: 31 }),
  quality: fc.option(fc.integer({ min: 0, max: 100 })),
  entryId: fc.integer({ min: 1, max: 9 }),
}).map(({ trust, listKind, infraction, entryId, ...rest }): Match => ({
  ...rest,
  list: { id: rest.id, name: 'list', trust, kind: listKind },
  entry: { id: entryId, classification: 'A', sourceReference: '', infraction },
  view: null,
  entryView: null,
  frameSeconds: null,
  video: null,
  foundAt: '2026-01-01T00:00:00.000Z',
}))

const rule = fc.record({
  id: fc.string(),
  when: fc.record(
    {
      kind: fc.constantFrom(...MatchKind.options),
      certainty: fc.constantFrom(...Certainty.options),
      trust: fc.constantFrom(...Trust.options),
      algorithms: fc.subarray(Algorithm.options),
      maxDistance: fc.integer({ min: 0, max: 31 }),
      minQuality: fc.integer({ min: 0, max: 100 }),
    },
    { requiredKeys: [] },
  ),
  propose: fc.constantFrom('close_unseen', 'review'),
})
const policy = fc.array(rule, { maxLength: 6 }).map(prequalification => ({ ...policyOfTests(), prequalification }))
const media = fc.record({ role: fc.constantFrom('content' as const, 'capture' as const), matches: fc.array(match, { maxLength: 4 }) })

const sure = (infraction: string, id = 1): Match => ({
  id: `0190a000-0000-7000-8000-00000000000${id}`, kind: 'exact', algorithm: 'sha256', distance: 0, quality: null, view: null, entryView: null, certainty: 'match', frameSeconds: null, video: null,
  foundAt: '2026-01-01T00:00:00.000Z', list: { id: 'l', name: 'list', trust: 'verified', kind: 'imported' }, entry: { id, classification: 'A', sourceReference: '', infraction },
})

describe('nothing is closed on a guess (law 5)', () => {
  test('no policy that loads proposes to close unseen, but from an exact cryptographic match on a verified list', () => {
    let loaded = 0
    fc.assert(
      fc.property(policy, fc.array(match, { maxLength: 5 }), (written, matches) => {
        const read = load(written)
        if (read === null) return
        loaded++
        const proposed = prequalify(matches, read)
        if (proposed.kind !== 'close_unseen') return
        const carrier = matches.find(it => it.id === proposed.matchId)
        expect(carrier !== undefined && isConclusive(carrier)).toBe(true)
        expect(proposed.infraction).not.toBeNull()
        expect(carrier?.list.kind).not.toBe('watch')
      }),
      { numRuns: 3000 },
    )
    expect(loaded).toBeGreaterThan(300)
  })

  test('a policy that would close on anything less is refused by name', () => {
    const written = policyOfTests()
    const refused = [{}, { kind: 'exact' }, { kind: 'exact', trust: 'verified' }, { kind: 'exact', trust: 'verified', algorithms: [] },
      { kind: 'exact', trust: 'verified', algorithms: ['sha256', 'pdq'] }, { kind: 'similar', trust: 'verified', algorithms: ['sha256'] }, { kind: 'exact', trust: 'unverified', algorithms: ['md5'] }]
    for (const when of refused) {
      expect(() => checkPolicy({ ...written, prequalification: [{ id: 'bold', when, propose: 'close_unseen' }] })).toThrow(new AppError('policy.invalid', { rule: 'bold' }))
    }
    expect(checkPolicy(written)).toEqual(written)
  })

  test('an item is closed unseen only where each media of its content is', () => {
    fc.assert(
      fc.property(fc.array(media, { maxLength: 5 }), them => {
        const proposed = prequalifyItem(them, policyOfTests())
        if (proposed.kind !== 'close_unseen') return
        const content = them.filter(it => it.role === 'content')
        expect(content.length).toBeGreaterThan(0)
        for (const it of content) expect(it.matches.some(isConclusive)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    const known = { role: 'content' as const, matches: [sure('violence')] }
    const kindOf = (...them: Parameters<typeof prequalifyItem>[0]) => prequalifyItem(them, policyOfTests()).kind
    expect(kindOf(known)).toBe('close_unseen')
    expect(kindOf(known, { role: 'content', matches: [] })).toBe('review')
    expect(kindOf(known, { role: 'capture', matches: [] })).toBe('close_unseen')
    expect(kindOf({ role: 'capture', matches: [sure('violence')] })).toBe('review')
    expect(kindOf(known, { role: 'content', matches: [sure('harassment', 2)] })).toBe('review')
    expect(kindOf()).toBe('none')
  })

  test('a possible match is a hint to look, and proposes no qualification, whatever the policy says', () => {
    const possible = { ...sure('violence'), kind: 'similar' as const, algorithm: 'pdq' as const, certainty: 'possible' as const, distance: 27 }
    expect(prequalify([possible], policyOfTests())).toMatchObject({ kind: 'review', outcome: null, infraction: null, matchId: possible.id })
    // Another that is sure speaks first, however far.
    const surer = { ...possible, id: sure('', 2).id, certainty: 'match' as const, distance: 31, entry: { ...possible.entry, infraction: 'harassment' } }
    expect(prequalify([possible, surer], policyOfTests())).toMatchObject({ outcome: 'illegal', infraction: 'harassment', matchId: surer.id })
    const only = { ...policyOfTests(), prequalification: [{ id: 'sure', when: { kind: 'similar' as const, certainty: 'match' as const }, propose: 'review' as const }] }
    expect(prequalify([possible], only).kind).toBe('none')
  })

  test('two verified lists that disagree, and a list that does not say what it means, propose a review', () => {
    expect(prequalify([sure('violence'), sure('harassment', 2)], policyOfTests()).kind).toBe('review')
    expect(prequalify([{ ...sure('violence'), entry: { ...sure('violence').entry, infraction: null } }], policyOfTests())).toMatchObject({ kind: 'review', outcome: null, rule: 'known' })
  })
})

test('a watch proposes nothing: it says what is looked for, not what it is', () => {
  const watched: Match = { ...sure('violence'), list: { id: 'w', name: 'watch', trust: 'verified', kind: 'watch' } }
  expect(prequalify([watched], policyOfTests()).kind).toBe('none')
})

function load(written: unknown): ReturnType<typeof checkPolicy> | null {
  try {
    return checkPolicy(written)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
