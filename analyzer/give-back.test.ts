import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

test('bytes that are all of their buffer are none once they are given back; a part of a larger buffer stays, and all of that buffer', () => {
  const whole = new Uint8Array([1, 2, 3])
  giveBack(whole)
  expect(whole.length).toBe(0)
  const larger = new Uint8Array([1, 2, 3])
  giveBack(larger.subarray(1))
  giveBack(larger.subarray(0, 2))
  expect(larger).toEqual(new Uint8Array([1, 2, 3]))
})
