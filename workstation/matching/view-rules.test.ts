import { expect, test } from 'vitest'
import { certaintyOf, isWorthMatching } from './view-rules.ts'

test('what shows the same part matches up to 31 bits; what shows another part, or is tilted, up to 25, and is possible up to 31', () => {
  const told = (query: Parameters<typeof certaintyOf>[0], entry: Parameters<typeof certaintyOf>[1]): unknown[] => [25, 26, 31, 32].map(distance => certaintyOf(query, entry, distance))
  for (const query of ['original', 'mirror', 'negative', 'trim', 'trim-captions/flip'] as const) {
    expect(told(query, 'original')).toEqual(['match', 'match', 'match', null])
    expect(told(query, 'trim-twice')).toEqual(['match', 'match', 'match', null])
    expect(told(query, 'crop-9')).toEqual(['match', 'possible', 'possible', null])
  }
  expect(told('tilt+3', 'original')).toEqual(['match', 'possible', 'possible', null])
  expect(told('tilt-1/grown', 'crop-3')).toEqual(['match', 'possible', 'possible', null])
})

test('a hash of a quality under 50 is not worth matching by', () => {
  expect([0, 49, 50, 100].map(quality => isWorthMatching({ quality }))).toEqual([false, false, true, true])
})
