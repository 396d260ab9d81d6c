import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ItemState, ReportSource } from '../../contract/words.ts'
import { policyOfTests } from '../../tests/support/rules-of-tests.ts'
import { growthAt, pointsOf, priorityAt, rankOf, standingTerms } from './priority.ts'

const weights = policyOfTests().priority
const NOW = '2026-11-22T10:00:00.000Z'
const time = fc.integer({ min: 0, max: 200 * 3600 }).map(seconds => new Date(Date.parse(NOW) - seconds * 1000).toISOString())
const facts = fc.record({
  severity: fc.option(fc.integer({ min: 1, max: 5 })),
  infraction: fc.constant('violence'),
  source: fc.constantFrom(...ReportSource.options),
  externalScore: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  state: fc.constantFrom(...ItemState.options),
  known: fc.constantFrom('exact', 'similar', 'none'),
  watched: fc.option(fc.constant('attack')),
})

test('the terms that the page explains sum to the points', () => {
  fc.assert(
    fc.property(facts, time, (it, receivedAt) => {
      const { points, terms } = priorityAt(standingTerms(it, weights), receivedAt, NOW, weights)
      expect(terms.reduce((sum, term) => sum + term.points, 0)).toBeCloseTo(points, 6)
      expect(terms.every(term => term.points !== 0)).toBe(true)
      expect(new Set(terms.map(term => term.term)).size).toBe(terms.length)
    }),
  )
})

test('the order of ranks is the order of points at any time, also across the cap of age', () => {
  const entry = fc.record({ points: fc.integer({ min: 0, max: 100 }), receivedAt: time })
  const later = fc.integer({ min: 0, max: 100 * 3600 })
  fc.assert(
    fc.property(entry, entry, later, (a, b, seconds) => {
      const now = new Date(Date.parse(NOW) + seconds * 1000).toISOString()
      const exact = (it: typeof a) => it.points + Math.min(weights.maxForAge, ((Date.parse(now) - Date.parse(it.receivedAt)) / 3_600_000) * weights.perHourWaiting)
      // Ranked when it came, aged by the clock since.
      const ranked = (it: typeof a) => {
        const { aged, rank } = rankOf(it.points, it.receivedAt, now, weights)
        return aged ? rank : rank + growthAt(now, weights)
      }
      expect(ranked(a) - ranked(b)).toBeCloseTo(exact(a) - exact(b), 6)
      if (!rankOf(a.points, a.receivedAt, now, weights).aged) expect(rankOf(a.points, a.receivedAt, now, weights).rank).toBe(rankOf(a.points, a.receivedAt, NOW, weights).rank)
    }),
  )
})

test('a returned item and a severe one stand before the others', () => {
  const it = { severity: 1, infraction: 'copyright', source: 'public_form', externalScore: null, state: 'waiting', known: 'none', watched: null } as const
  const points = (change: object) => pointsOf(standingTerms({ ...it, ...change }, weights))
  expect(points({ state: 'returned' })).toBe(110)
  expect(points({ severity: 5 })).toBe(65)
  expect(points({ severity: null })).toBe(5)
})
