import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

test('a passphrase is called good for its length or its words, and short whatever its signs', () => {
  expect(strengthOf('')).toBe('empty')
  expect(strengthOf('P@ss1!')).toBe('short')
  expect(strengthOf('aaaaaaaaaaaaaaaaaaaaaaaa')).toBe('short')
  expect(strengthOf('plain and odd')).toBe('fair')
  expect(strengthOf('lamp river quiet sand')).toBe('good')
})
