import { expect, test } from 'vitest'
import type { HashList } from '../../../contract/match.ts'
import { canTake, formOf, NEW_LIST, startOf } from './import-form.ts'
import { dayOf, expiryOf } from './terms-form.ts'

const file = new File(['algorithm,value\n'], 'export.csv')
const list: HashList = {
  ...{ id: '0190a000-0000-7000-8000-000000000001', name: 'Partner', origin: 'a hotline', trust: 'verified', meaning: { A1: 'csam' }, format: 'ncmec_xml' },
  ...{ terms: { expiresAt: expiryOf('2027-01-31'), mayShare: true }, version: 'abc', importedAt: '2026-11-20T08:00:00.000Z', entries: 3, counts: { pdq: 3 } },
  ...{ repeated: 0, rejected: 0, matched: 0, index: null, rematch: null, state: 'ready', progress: null, failure: null },
}

test('an import can begin once it has a file, a format and, for a new list, a name', () => {
  const whole = { ...NEW_LIST, file, format: 'csv', name: ' Partner ' } as const
  expect([startOf({ ...whole, file: null }), startOf({ ...whole, format: null }), startOf({ ...whole, name: ' ' })]).toEqual([null, null, null])
  expect(startOf(whole)).toMatchObject({ name: 'Partner', trust: 'unverified', terms: { expiresAt: null, mayShare: false }, meaning: {}, bytes: 16 })
  expect(startOf({ ...whole, name: '', into: { listId: list.id, mode: 'delta' } })).toMatchObject({ into: { mode: 'delta' }, name: 'export.csv' })
})

test('hashes that nobody reviews are never verified, and go into no list that is', () => {
  const form = { ...NEW_LIST, file, format: 'stopncii', name: 'x', trust: 'verified' } as const
  expect(startOf(form)?.trust).toBe('unverified')
  expect([canTake(list, form), canTake({ ...list, trust: 'unverified' }, form), canTake(list, { format: 'csv' })]).toEqual([false, true, true])
})

test('a list takes no file while another comes, nor before it is in use', () => {
  const busy = { ...list, progress: { phase: 'reading', bytes: 0, totalBytes: 1, rows: 0 } } as const
  expect([canTake(busy, { format: 'csv' }), canTake({ ...list, state: 'failed' }, { format: 'csv' })]).toEqual([false, false])
})

test('importing again says of a failed list what was said of it, and goes into one that is in use', () => {
  const again = startOf({ ...formOf({ ...list, state: 'failed' }), file })
  expect(again).toMatchObject({ name: list.name, origin: list.origin, trust: list.trust, meaning: list.meaning, terms: list.terms, format: list.format })
  expect(startOf({ ...formOf(list), file })?.into).toEqual({ listId: list.id, mode: 'delta' })
})

test('a day of expiry stays the same day', () => {
  expect([dayOf(expiryOf('2027-01-31')), expiryOf(''), dayOf(null)]).toEqual(['2027-01-31', null, ''])
})
