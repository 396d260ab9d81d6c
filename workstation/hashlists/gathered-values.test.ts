import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGatheredValues } from './gathered-values.ts'

test('values come back whole, by code, then value, then in the order in which they came', () => {
  // Few octets, so that many begin alike and some are equal.
  const value = fc.record({ code: fc.constantFrom(1, 5, 31), value: fc.array(fc.constantFrom(0, 1, 255), { maxLength: 6 }).map(it => Buffer.from(it)) })
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), values => {
      const gathered = createGatheredValues()
      for (const it of values) gathered.add(it.code, it.value)
      const expected = values.map((it, place) => ({ ...it, place })).sort((a, b) => a.code - b.code || Buffer.compare(a.value, b.value) || a.place - b.place)
      expect([...gathered.inOrder()].map(it => [it.place, it.code, Buffer.from(it.value)])).toEqual(expected.map(it => [it.place, it.code, it.value]))
    }),
    { numRuns: 300 },
  )
})
