import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Decided, ItemDetail } from '../../contract/api.ts'
import { waves } from '../support/made-pictures.ts'
import { pdqOf } from '../support/pdq-of.ts'
import { codeOf, importList, succeed, takeIn, whenAnalysed } from '../support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'

/**
 * Law 5: nothing is closed on a guess. Over the API, with real fingerprints and the policy that is shipped. The rule itself, over every policy and
 * every mixture of matches: workstation/matching/prequalify.test.ts and resources/resources.test.ts.
 */

let t: TestWorkstation
let itemIds: readonly string[]
let known: string

const hash = (bytes: Uint8Array, algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')

beforeAll(async () => {
  t = openTestWorkstation({ analyzer: 'real' })
  await t.setUp('amelie')
  await t.addPerson('sophie', 'supervisor')
  const files = await Promise.all([1, 2, 3, 4].map(async (seed) => ({ name: `${seed}.png`, bytes: await waves(seed).png().toBuffer() })))
  await t.signIn('sophie')
  known = await importList(t, { name: 'verified', trust: 'verified', rows: [`sha256,${hash(files[0]!.bytes, 'sha256')},A,ref,,`, `pdq,${await pdqOf(waves(2))},A,ref,,`] })
  await importList(t, { name: 'hearsay', trust: 'unverified', rows: [`sha256,${hash(files[2]!.bytes, 'sha256')},A,ref,,`, `md5,${hash(files[2]!.bytes, 'md5')},A,ref,,`] })
  await t.signIn('amelie')
  ;({ itemIds } = await takeIn(t, files))
  await whenAnalysed(t)
  // The file is analysed a moment before it is looked for among the lists.
  await vi.waitUntil(async () => (await open(1)).prequalification.kind !== 'none', { timeout: 15_000 })
}, 60_000)
afterAll(() => t.close())

const open = (place: number): Promise<ItemDetail> => succeed(t, 'GET', `/api/items/${itemIds[place]}`)
const closeUnseen = { outcome: 'illegal', infractions: [], closeUnseen: true }
const refusalOf = (place: number, qualification: object = closeUnseen): Promise<string | undefined> => codeOf(t, 'POST', `/api/items/${itemIds[place]}/decisions`, qualification)

test.each([
  [1, 'a perceptual match, even at distance 0 on a verified list,', { kind: 'similar', distance: 0, trust: 'verified' }],
  [2, 'an exact match on a list that is not verified', { kind: 'exact', distance: 0, trust: 'unverified' }],
])('item %i: %s proposes a review, explains itself, and cannot close the item unseen', async (place, _what, { kind, distance, trust }) => {
  const { prequalification, media, may } = await open(place)
  expect([prequalification.kind, may.closeUnseen]).toEqual(['review', false])
  expect(media[0]?.matches[0]).toMatchObject({ kind, distance, list: { trust }, entry: { classification: 'A', sourceReference: 'ref' } })
  expect(await refusalOf(place)).toBe('decision.not_closable_unseen')
  expect(await refusalOf(place, { ...closeUnseen, infractions: ['csam'] })).toBe('decision.not_closable_unseen')
  expect((await open(place)).decisions).toEqual([])
})

test('what no list knows cannot be closed unseen', async () => {
  expect((await open(3)).prequalification.kind).toBe('none')
  expect(await refusalOf(3)).toBe('decision.not_closable_unseen')
})

test('an exact match on a verified list may, as the list says and only while the list is there', async () => {
  expect((await open(0)).may.closeUnseen).toBe(true)
  expect(await refusalOf(0, { ...closeUnseen, outcome: 'not_illegal' })).toBe('decision.not_closable_unseen')
  const { decision } = await succeed<Decided>(t, 'POST', `/api/items/${itemIds[0]}/decisions`, closeUnseen)
  expect(decision).toMatchObject({ basis: 'exact_match', outcome: 'illegal', infractions: ['csam'] })
  await succeed(t, 'POST', `/api/decisions/${decision.id}/withdraw`)
  await t.signIn('sophie')
  await succeed(t, 'DELETE', `/api/lists/${known}`)
  await t.signIn('amelie')
  expect((await open(0)).may.closeUnseen).toBe(false)
  expect(await refusalOf(0)).toBe('decision.not_closable_unseen')
})

test('nothing was decided by anyone but a person: the log holds the one decision that was asked for', async () => {
  await succeed(t, 'POST', '/api/sync')
  const made = t.stub.events.filter(({ type }) => type === 'decision.made')
  expect(made).toHaveLength(1)
  for (const place of [1, 2, 3]) expect((await open(place)).state).toBe('waiting')
})
