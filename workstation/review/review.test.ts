import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DecideInput, GiveSecondLook } from '../../contract/api.ts'
import { Decide } from '../../contract/api.ts'
import type { EventContent } from '../../contract/event.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'
import { standingOf } from './standing.ts'
import type { StandingDecision, StandingLook } from './standing.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const decide = (asked: DecideInput) => Decide.parse(asked)
const ILLEGAL = decide({ outcome: 'illegal', infractions: ['violence'] })
const NOT = decide({ outcome: 'not_illegal' })
const look = (verdict: GiveSecondLook['verdict'], more: Partial<GiveSecondLook> = {}): GiveSecondLook => ({ verdict, reason: 'because', amended: null, ...more })

describe('a decision', () => {
  test('is recorded with its event and its effect, covers the item and leads to the next one', async () => {
    const first = desk.addItem({ suspected: 'violence' })
    const second = desk.addItem({ suspected: 'copyright' })
    const { decision, itemState, nextItemId } = await desk.ana.review.decide(first.itemId, decide({ outcome: 'not_illegal', labels: ['drawn', 'text'], reason: 'a film' }))
    expect(decision).toMatchObject({ personName: 'ana', basis: 'facts_only', taxonomyVersion: 'tests-1', withdrawable: true, labels: ['drawn', 'text'] })
    expect([itemState, nextItemId]).toEqual(['decided', second.itemId])
    expect(desk.covered).toEqual([first.itemId])
    expect(desk.events().map(it => it.type)).toEqual(['decision.made'])
    expect(desk.queue.entry(first.itemId)).toMatchObject({ state: 'decided', outcome: 'not_illegal' })
    await expect(desk.ben.review.decide(first.itemId, NOT)).rejects.toMatchObject({ code: 'item.not_open_to_decision' })
    desk.revealed.add(second.itemId)
    expect(await desk.ana.review.decide(second.itemId, NOT)).toMatchObject({ decision: { basis: 'viewed' }, nextItemId: null })
    expect(desk.ana.review.today()).toEqual({ decisions: 2, withoutReveal: 1 })
    expect(desk.ben.review.today()).toEqual({ decisions: 0, withoutReveal: 0 })
  })

  test.each([
    [{ outcome: 'illegal' }, 'decision.infraction_required'],
    [{ outcome: 'illegal', infractions: ['nonsense'] }, 'decision.infraction_unknown'],
    [{ outcome: 'not_illegal', labels: ['nonsense'] }, 'decision.label_unknown'],
    [{ outcome: 'not_illegal', labels: ['real', 'drawn'] }, 'request.invalid'],
    [{ outcome: 'second_look', reason: ' ' }, 'decision.reason_required'],
    [{ outcome: 'illegal', infractions: ['violence'], closeUnseen: true }, 'decision.not_closable_unseen'],
  ] satisfies [DecideInput, string][])('%o is refused as %s, and nothing is written', async (asked, code) => {
    const { itemId } = desk.addItem()
    await expect(desk.ana.review.decide(itemId, decide(asked))).rejects.toMatchObject({ code })
    expect(desk.events()).toEqual([])
    expect(desk.queue.entry(itemId)?.state).toBe('waiting')
  })

  test('closes unseen on an exact match of a verified list, with what the list says', async () => {
    await desk.importList([`sha256,${digestOf('known')},A,,,`])
    const { itemId } = desk.addItem({ media: [{ name: 'known' }] })
    expect(desk.ana.review.detail(itemId).may).toMatchObject({ decide: true, closeUnseen: true })
    for (const wrong of [{ outcome: 'not_illegal' }, { outcome: 'illegal', infractions: ['harassment'] }] satisfies DecideInput[]) {
      await expect(desk.ana.review.decide(itemId, decide({ ...wrong, closeUnseen: true }))).rejects.toMatchObject({ code: 'decision.not_closable_unseen' })
    }
    const { decision, itemState } = await desk.ana.review.decide(itemId, decide({ outcome: 'illegal', closeUnseen: true }))
    expect(decision).toMatchObject({ basis: 'exact_match', outcome: 'illegal', infractions: ['violence'] })
    // Known before: the rule for what was never seen does not speak.
    expect(itemState).toBe('decided')
  })

  test('that something is illegal goes to a second look the first time, and not when the same content was decided so before', async () => {
    const first = desk.addItem({ media: [{ name: 'one' }], url: 'https://example.org/a' })
    expect((await desk.ana.review.decide(first.itemId, ILLEGAL)).itemState).toBe('second_look')
    const sameBytes = desk.addItem({ media: [{ name: 'one' }] })
    const sameAddress = desk.addItem({ url: 'https://EXAMPLE.org/a' })
    expect(desk.ana.review.detail(sameBytes.itemId).seenBefore).toMatchObject([{ itemId: first.itemId, because: 'same_media', decision: { outcome: 'illegal' } }])
    expect(desk.queue.row(sameAddress.itemId)?.seenBefore).toBe(true)
    expect((await desk.ana.review.decide(sameBytes.itemId, ILLEGAL)).itemState).toBe('decided')
    expect((await desk.ana.review.decide(sameAddress.itemId, ILLEGAL)).itemState).toBe('decided')
  })

  test('is withdrawn by its author alone, and not once a second look has begun', async () => {
    const { itemId } = desk.addItem()
    const { decision } = await desk.ana.review.decide(itemId, ILLEGAL)
    expect(() => desk.ben.review.withdraw(decision.id)).toThrow(expect.objectContaining({ code: 'decision.not_yours' }))
    desk.ben.supervision.begun(itemId)
    expect(desk.ana.review.withdraw(decision.id)).toMatchObject({ state: 'waiting', decisions: [{ withdrawnAt: desk.clock.now(), withdrawable: false }] })
    expect(() => desk.ana.review.withdraw(decision.id)).toThrow(expect.objectContaining({ code: 'decision.no_longer_withdrawable' }))
    const again = await desk.ana.review.decide(itemId, ILLEGAL)
    desk.sol.supervision.begun(itemId)
    expect(desk.ana.review.detail(itemId).may.withdraw).toBeNull()
    expect(() => desk.ana.review.withdraw(again.decision.id)).toThrow(expect.objectContaining({ code: 'decision.no_longer_withdrawable' }))
    expect(desk.events().map(it => it.type)).toEqual(['decision.made', 'decision.withdrawn', 'decision.made'])
  })
})

test('opening an item is written once until another is opened', () => {
  const [a, b] = [desk.addItem(), desk.addItem()]
  for (const { itemId } of [a, a, b, a]) desk.ana.review.open(itemId)
  expect(desk.events().map(it => it.type)).toEqual(['item.opened', 'item.opened', 'item.opened'])
})

describe('a second look', () => {
  test('confirms, amends or returns, each with its effect', async () => {
    const items = [desk.addItem(), desk.addItem(), desk.addItem()]
    for (const { itemId } of items) await desk.ana.review.decide(itemId, ILLEGAL)
    const [confirmed, amended, returned] = items.map(it => it.itemId) as [string, string, string]
    desk.sol.supervision.give(confirmed, look('confirm', { reason: '' }))
    desk.sol.supervision.give(amended, look('amend', { amended: { outcome: 'not_ours', infractions: [], labels: [], reason: '' } }))
    expect(() => desk.sol.supervision.give(returned, look('return', { reason: '' }))).toThrow(expect.objectContaining({ code: 'second_look.reason_required' }))
    desk.sol.supervision.give(returned, look('return'))
    expect(items.map(it => { const entry = desk.queue.entry(it.itemId); return [entry?.state, entry?.outcome] })).toEqual([['final', 'illegal'], ['final', 'not_ours'], ['returned', null]])
    // What came back stands first, whatever else waits.
    desk.addItem({ suspected: 'violence', source: 'authorities' })
    expect((await desk.queue.page({ view: 'waiting', offset: 0, limit: 10 })).rows[0]?.id).toBe(returned)
    expect(desk.ana.review.detail(returned)).toMatchObject({ may: { decide: true, withdraw: null }, secondLooks: [{ verdict: 'return', reason: 'because' }] })
    const { decision } = await desk.ana.review.decide(returned, ILLEGAL)
    expect(decision.withdrawable).toBe(true)
    expect(desk.ana.review.withdraw(decision.id).state).toBe('returned')
  })

  test('is a supervisor’s, on what waits for it, and never on one’s own decision', async () => {
    const { itemId } = desk.addItem()
    const refused = (seat: Desk['sol'], code: string, given = look('confirm')) => expect(() => seat.supervision.give(itemId, given)).toThrow(expect.objectContaining({ code }))
    refused(desk.sol, 'second_look.not_waiting')
    await desk.sol.review.decide(itemId, ILLEGAL)
    refused(desk.ben, 'session.forbidden')
    refused(desk.sol, 'second_look.own_decision')
    expect(desk.sol.review.detail(itemId).may.secondLook).toBe(false)
    const other = desk.addItem()
    await desk.ana.review.decide(other.itemId, ILLEGAL)
    for (const amended of [null, { outcome: 'second_look' as const, infractions: [], labels: [], reason: 'x' }]) {
      expect(() => desk.sol.supervision.give(other.itemId, look('amend', { amended }))).toThrow(expect.objectContaining({ code: 'request.invalid' }))
    }
    expect(desk.sol.review.detail(other.itemId).may.secondLook).toBe(true)
  })
})

describe('what others did elsewhere', () => {
  const base = { deviceId: '0190a000-0000-7000-8000-0000000000dd', personId: '0190a000-0000-7000-8000-0000000000ee', sequence: 1, previous: '0'.repeat(64) }
  const made = (itemId: string, n: number, media: string[] = [], outcome: 'illegal' | 'gone' = 'illegal'): Extract<EventContent, { type: 'decision.made' }> => ({
    ...base, id: `0190a000-0000-7000-8000-00000000000${n}`, at: `2026-11-22T11:00:0${n}.000Z`, type: 'decision.made',
    payload: { outcome, infractions: [], labels: [], reason: '', itemId, reportId: itemId, basis: 'viewed', taxonomyVersion: 'x', media, urlDigest: null, itemState: 'second_look' },
  })

  test('moves an item here, once', () => {
    const { itemId } = desk.addItem()
    const content = made(itemId, 1)
    for (let times = 0; times < 2; times++) desk.ana.review.applyForeignDecision(content, 'Zoé')
    expect(desk.queue.entry(itemId)).toMatchObject({ state: 'second_look', outcome: 'illegal' })
    expect(desk.ana.review.detail(itemId).decisions).toMatchObject([{ personName: 'Zoé', withdrawable: false }])
    const withdrawal = { ...base, id: '0190a000-0000-7000-8000-0000000000aa', at: '2026-11-22T12:00:00.000Z', type: 'decision.withdrawn', payload: { decisionId: content.id, itemId, reportId: itemId } } as const
    for (let times = 0; times < 2; times++) desk.ana.review.applyForeignWithdrawal(withdrawal)
    expect(desk.queue.entry(itemId)?.state).toBe('waiting')
    expect(desk.events()).toEqual([])
  })

  test('a withdrawal waits for its decision, which would else stand for good once it comes', () => {
    const { itemId } = desk.addItem()
    const content = made(itemId, 3)
    const withdrawal = { ...base, id: '0190a000-0000-7000-8000-0000000000ab', at: '2026-11-22T12:00:00.000Z', type: 'decision.withdrawn', payload: { decisionId: content.id, itemId, reportId: itemId } } as const
    expect(() => desk.ana.review.applyForeignWithdrawal(withdrawal)).toThrow(expect.objectContaining({ code: 'decision.unknown' }))
    desk.ana.review.applyForeignDecision(content, 'Zoé')
    desk.ana.review.applyForeignWithdrawal(withdrawal)
    expect(desk.queue.entry(itemId)?.state).toBe('waiting')
  })

  test('shows at the same bytes here, also where the item never came; and holds for an item that comes later', () => {
    const elsewhere = '0190a000-0000-7000-8000-0000000000bb'
    desk.ana.review.applyForeignDecision(made(elsewhere, 2, [digestOf('shared')], 'gone'), 'Zoé')
    const { itemId } = desk.addItem({ media: [{ name: 'shared' }] })
    expect(desk.ana.review.detail(itemId).seenBefore).toMatchObject([{ itemId: elsewhere, because: 'same_media', decision: { outcome: 'gone', personName: 'Zoé' } }])
  })
})

test('where an item stands does not depend on the order in which its history becomes known', () => {
  const id = fc.integer({ min: 0, max: 5 }).map(n => `d${n}`)
  const at = fc.integer({ min: 0, max: 9 }).map(n => `2026-01-01T00:00:0${n}.000Z`)
  const decision: fc.Arbitrary<StandingDecision> = fc.record({
    id, madeAt: at, withdrawnAt: fc.option(at), outcome: fc.constantFrom('illegal', 'not_illegal'), infractions: fc.constant([]), itemState: fc.constantFrom('decided', 'second_look'),
  })
  const given: fc.Arbitrary<StandingLook> = fc.record({ id: fc.uuid(), decisionId: id, verdict: fc.constantFrom('confirm', 'amend', 'return'), amended: fc.constant(null), givenAt: at })
  const history = fc.record({ decisions: fc.uniqueArray(decision, { selector: it => it.id, maxLength: 5 }), secondLooks: fc.uniqueArray(given, { selector: it => it.id, maxLength: 4 }) })
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (it, order) => {
      const shuffled = <T>(list: readonly T[]) => list.map(value => ({ value, key: order.next().value })).sort((a, b) => a.key - b.key).map(({ value }) => value)
      expect(standingOf({ decisions: shuffled(it.decisions), secondLooks: shuffled(it.secondLooks) })).toEqual(standingOf(it))
    }),
  )
})
