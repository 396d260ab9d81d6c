import { expect, test } from 'vitest'
import { readTable, writeTable, type Row } from './table.ts'

const row = (check: string, counted: string): Row => ({ check, promise: '6', what: 'kills', counted, result: 'passed', date: '2026-11-22', commit: 'abc1234' })
const CHECKS = [{ name: 'first' }, { name: 'second' }]

test('a check that ran anew replaces its row and leaves the others; what is no check any more goes', () => {
  const before = writeTable('', [row('second', '10 kills'), row('first', '1 kill')], CHECKS)
  expect(readTable(before)).toEqual([row('first', '1 kill'), row('second', '10 kills')])
  const after = writeTable(before, [row('second', 'a | b')], CHECKS)
  expect(readTable(after)).toEqual([row('first', '1 kill'), row('second', 'a / b')])
  expect(readTable(writeTable(after, [], [{ name: 'second' }]))).toHaveLength(1)
})
