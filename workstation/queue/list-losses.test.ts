import { afterEach, beforeEach, expect, test } from 'vitest'
import { Decide } from '../../contract/api.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk, type Desk } from '../../tests/support/desk.ts'

let desk: Desk
beforeEach(async () => void (desk = await openDesk()))
afterEach(() => desk.close())

const row = (name: string): string => `sha256,${digestOf(name)},A,,,`

test('what goes with a list is what matches it, and the proposals of open items that rest on it alone', async () => {
  const list = await desk.importList([row('one'), row('two'), row('three')])
  const other = await desk.importList([row('elsewhere')])
  const items = ['one', 'one', 'two', 'three', 'unknown'].map((name) => desk.addItem({ media: [{ name }] }).itemId)
  await desk.idle()
  expect(await desk.listLosses(list)).toEqual({ matched: 3, proposals: 4 })
  expect(await desk.listLosses(other)).toEqual({ matched: 0, proposals: 0 })
  await desk.ana.review.decide(items[3]!, Decide.parse({ outcome: 'not_ours' }))
  expect(await desk.listLosses(list)).toEqual({ matched: 3, proposals: 3 })
})
