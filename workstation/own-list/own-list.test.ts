import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Decide } from '../../contract/api.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import { digestOf, type NewMedia } from '../../tests/support/desk-items.ts'
import { openDesk, START, type Desk } from '../../tests/support/desk.ts'
import { counts, isConfirmed } from './own-list-rule.ts'
import { OWN_LIST } from './own-list.ts'

const PDQ = 'f0'.repeat(32)
const PICTURE = { name: 'picture', pdq: PDQ }
const illegal = Decide.parse({ outcome: 'illegal', infractions: ['violence'] })

let desk: Desk
beforeEach(async () => void (desk = await openDesk()))
afterEach(() => desk.close())

/** An item whose decision a supervisor confirmed, or one that needs no second look since the same bytes were decided so before. */
async function confirmed(media: NewMedia[] = [PICTURE]): Promise<string> {
  const { itemId } = desk.addItem({ media })
  await desk.ana.review.decide(itemId, illegal)
  if (desk.queue.entry(itemId)?.state === 'second_look') desk.sol.supervision.give(itemId, { verdict: 'confirm', reason: '', amended: null })
  return itemId
}

const inList = (): string[] => desk.store.db.prepare<[string], { value: string }>('select v.value from written_value v join written_entry e on e.id = v.entry_id where e.list_id = ? order by e.id, v.place').all(OWN_LIST).map(({ value }) => value)
const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'done'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('what may enter is illegal and confirmed, and nothing else', () => {
  const outcomes = ['illegal', 'not_illegal', 'not_ours', 'gone', 'second_look', null]
  const states = ['waiting', 'returned', 'second_look', 'decided', 'final'] as const
  const allowed = states.flatMap((state) => outcomes.filter((outcome) => isConfirmed({ state, outcome })).map((outcome) => `${state} ${outcome}`))
  expect(allowed).toEqual(['decided illegal', 'final illegal'])
  const final = { state: 'final', outcome: 'illegal' } as const
  expect([counts({ restsOn: 'a', removed: false }, final, 'a'), counts({ restsOn: 'a', removed: true }, final, 'a'), counts({ restsOn: 'a', removed: false }, final, 'b')]).toEqual([true, false, false])
})

describe('our own list', () => {
  test('gets nothing by itself: not by a decision, nor by the confirmation of it', async () => {
    const itemId = await confirmed()
    await desk.idle()
    expect([inList(), desk.ana.ownList.ofItem(itemId)]).toEqual([[], null])
    expect(desk.events().some(({ type }) => type === 'own_list.added')).toBe(false)
    expect(desk.ana.review.detail(itemId).may).toMatchObject({ addToOwnList: true, removeFromOwnList: false })
  })

  test('refuses what is not confirmed: undecided, not illegal, waiting for its second look, or unknown', async () => {
    const { itemId: waiting } = desk.addItem({ media: [PICTURE] })
    const { itemId: harmless } = desk.addItem({ media: [{ name: 'harmless' }] })
    const { itemId: looked } = desk.addItem({ media: [{ name: 'looked at' }] })
    await desk.ana.review.decide(harmless, Decide.parse({ outcome: 'not_illegal' }))
    await desk.ana.review.decide(looked, illegal)
    for (const itemId of [waiting, harmless, looked]) expect(codeOf(() => desk.ana.ownList.add(itemId))).toBe('own_list.not_confirmed')
    expect(codeOf(() => desk.ana.ownList.add(OWN_LIST))).toBe('item.unknown')
    expect(codeOf(() => desk.ana.ownList.remove(waiting))).toBe('own_list.not_there')
    expect(inList()).toEqual([])
  })

  test('takes the fingerprints of an item by an act, with its reference and infraction, and then recognises the same bytes and what looks alike', async () => {
    const itemId = await confirmed()
    desk.ana.ownList.add(itemId)
    const { reference } = desk.ana.review.detail(itemId).report
    expect(inList()).toEqual([digestOf('picture'), digestOf('picture', 'sha1'), digestOf('picture', 'md5'), PDQ])
    expect(codeOf(() => desk.ana.ownList.add(itemId))).toBe('own_list.already_there')
    await desk.idle()
    const same = desk.addItem({ media: [PICTURE] }).itemId
    const alike = desk.addItem({ media: [{ name: 'alike', pdq: `f1${PDQ.slice(2)}` }] }).itemId
    await desk.idle()
    expect(desk.ana.review.detail(same).media[0]?.matches.map(({ kind, algorithm }) => `${kind} ${algorithm}`)).toEqual(['exact sha256', 'similar pdq'])
    expect(desk.ana.review.detail(same).prequalification).toMatchObject({ kind: 'close_unseen', infraction: 'violence' })
    const [match] = desk.ana.review.detail(alike).media[0]?.matches ?? []
    expect(match).toMatchObject({ kind: 'similar', distance: 1, list: { id: OWN_LIST, kind: 'own', trust: 'verified' }, entry: { infraction: 'violence', sourceReference: reference } })
  })

  test('knows a picture that was cut, by the view of it that the list keeps, and says so where it is only possible', async () => {
    const crop = digestOf('what is left of it')
    const views = [{ view: 'original' as const, pdq: PDQ, quality: 90 }, { view: 'crop-9' as const, pdq: crop, quality: 80 }]
    desk.ana.ownList.add(await confirmed([{ name: 'whole', views }]))
    await desk.idle()
    const cut = (bits: number) => (BigInt(`0x${crop}`) ^ ((1n << BigInt(bits)) - 1n)).toString(16).padStart(64, '0')
    for (const [bits, certainty, outcome] of [[25, 'match', 'illegal'], [26, 'possible', null]] as const) {
      const { itemId } = desk.addItem({ media: [{ name: `cut ${bits}`, pdq: cut(bits) }] })
      await desk.idle()
      expect(desk.matching.matchesOf(digestOf(`cut ${bits}`))).toMatchObject([{ view: 'original', entryView: 'crop-9', distance: bits, certainty }])
      expect(desk.queue.entry(itemId)?.prequalification).toMatchObject({ kind: 'review', outcome })
    }
  })

  test('lets go of them by an act, and an item may enter again', async () => {
    const itemId = await confirmed()
    desk.ana.ownList.add(itemId)
    expect(desk.ana.ownList.ofItem(itemId)).toEqual({ addedAt: new Date(START).toISOString(), personName: 'ana' })
    desk.ben.ownList.remove(itemId)
    expect([inList(), desk.ana.ownList.ofItem(itemId)]).toEqual([[], null])
    desk.ben.ownList.add(itemId)
    expect(inList()).toHaveLength(4)
    expect(desk.events().map(({ type }) => type).filter((type) => type.startsWith('own_list'))).toEqual(['own_list.added', 'own_list.removed', 'own_list.added'])
  })

  test('keeps what two items brought until neither counts', async () => {
    const [one, other] = [await confirmed(), await confirmed()]
    desk.ana.ownList.add(one)
    desk.ana.ownList.add(other)
    desk.ana.ownList.remove(one)
    const { itemId } = desk.addItem({ media: [PICTURE] })
    expect(desk.queue.entry(itemId)?.known).toBe('exact')
    desk.ana.ownList.remove(other)
    await desk.idle()
    expect([inList(), desk.queue.entry(itemId)?.known]).toEqual([[], 'none'])
  })

  test('loses what a withdrawn decision brought, and a new decision brings nothing back by itself', async () => {
    desk = await onceKnown(desk)
    const { itemId } = desk.addItem({ media: [PICTURE] })
    const { decision } = await desk.ana.review.decide(itemId, illegal)
    expect(desk.queue.entry(itemId)?.state).toBe('decided')
    desk.ana.ownList.add(itemId)
    expect(inList()).toHaveLength(4)
    desk.ana.review.withdraw(decision.id)
    await desk.idle()
    expect([inList(), desk.ana.ownList.ofItem(itemId)]).toEqual([[], null])
    await desk.ana.review.decide(itemId, illegal)
    expect([inList(), desk.ana.review.detail(itemId).may.addToOwnList]).toEqual([[], true])
  })

  test('is for those who judge, not for who keeps the machines', async () => {
    const itemId = await confirmed()
    Object.assign(desk.ben.person, { role: 'administrator' })
    try {
      expect(codeOf(() => desk.ben.ownList.add(itemId))).toBe('session.forbidden')
      expect(desk.ben.review.detail(itemId).may).toMatchObject({ addToOwnList: false, watch: false })
    } finally {
      Object.assign(desk.ben.person, { role: 'analyst' })
    }
  })

  test('is told with its entries by algorithm, and goes out as a file that is imported as the same', async () => {
    expect(desk.written.all()).toEqual([])
    const itemId = await confirmed()
    desk.ana.ownList.add(itemId)
    await desk.idle()
    expect(desk.written.all()).toMatchObject([{ id: OWN_LIST, kind: 'own', entries: 2, counts: { sha256: 1, pdq: 1 }, matched: 1 }])
    const rows = [...desk.written.exported(OWN_LIST, 'csv')].join('').trim().split('\n')
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([['algorithm', 'value', 'classification'], ['sha256', digestOf('picture'), 'violence'], ['pdq', PDQ, 'violence']])
    const again = await desk.importList(rows.slice(1))
    expect(desk.hashLists.list(again)).toMatchObject({ counts: { sha256: 1, pdq: 1 }, rejected: 0 })
    desk.ana.ownList.remove(itemId)
    expect(desk.written.all()).toMatchObject([{ entries: 0, counts: {} }])
    expect(codeOf(() => desk.written.exported(itemId, 'csv'))).toBe('list.unknown')
  })

  test('is there after the workstation was locked', async () => {
    desk.ana.ownList.add(await confirmed())
    await desk.reopen()
    await desk.idle()
    const { itemId } = desk.addItem({ media: [{ name: 'alike', pdq: PDQ }] })
    await desk.idle()
    expect(desk.queue.entry(itemId)?.known).toBe('similar')
  })
})

describe('what others add', () => {
  const elsewhere = '0190a000-0000-7000-8000-0000000000bb'
  const decisionId = '0190a000-0000-7000-8000-0000000000d1'
  const addedId = '0190a000-0000-7000-8000-0000000000e1'
  const whence = { itemId: elsewhere, reportId: elsewhere, reference: '2026-4711' }
  const event = <T extends EventType>(id: string, type: T, payload: PayloadOf<T>): Extract<EventContent, { type: T }> =>
    ({ id, type, payload, deviceId: elsewhere, personId: elsewhere, sequence: 1, previous: '0'.repeat(64), at: new Date(START).toISOString() }) as never
  const made = event(decisionId, 'decision.made', {
    ...{ outcome: 'illegal', infractions: ['violence'], labels: [], reason: '', itemId: elsewhere, reportId: elsewhere, basis: 'viewed' },
    ...{ taxonomyVersion: '1', media: [], urlDigest: null, itemState: 'decided' },
  })
  const withdrawn = event('0190a000-0000-7000-8000-0000000000d2', 'decision.withdrawn', { decisionId, itemId: elsewhere, reportId: elsewhere })
  const prints = { sha256: digestOf('picture'), md5: null, sha1: null, kind: 'image' as const, fingerprint: { pdq: PDQ, quality: 90 }, views: [], frames: [] }
  const added = event(addedId, 'own_list.added', { ...whence, restsOn: decisionId, classification: ['violence'], prints })
  const removed = event('0190a000-0000-7000-8000-0000000000e2', 'own_list.removed', { addedId, itemId: elsewhere, sha256: prints.sha256 })

  const take = (content: EventContent): void => {
    if (content.type === 'decision.made') desk.ana.review.applyForeignDecision(content, 'Zoé')
    if (content.type === 'decision.withdrawn') desk.ana.review.applyForeignWithdrawal(content)
    if (content.type === 'own_list.added') desk.ana.ownList.applyAdded(content, 'Zoé')
    if (content.type === 'own_list.removed') desk.ana.ownList.applyRemoved(content)
  }

  test('counts here once the decision it rests on is known, once, and without an event of this workstation', () => {
    take(added)
    expect(inList()).toEqual([])
    for (const content of [made, added, made, added]) take(content)
    expect(inList()).toEqual([prints.sha256, PDQ])
    expect(desk.events()).toEqual([])
  })

  test('ends alike in every order of what became known, when it is taken out or its decision withdrawn', () => {
    for (const order of [[made, added, removed], [removed, made, added], [added, removed, made]]) {
      order.forEach(take)
      expect(inList()).toEqual([])
      desk.store.db.exec('delete from own_list_entry; delete from own_list_removal; delete from decision')
    }
    for (const order of [[made, withdrawn, added], [made, added, withdrawn]]) {
      order.forEach(take)
      expect(inList()).toEqual([])
      desk.store.db.exec('delete from own_list_entry; delete from decision')
    }
  })
})

/** A desk on which the picture was decided before, so that a decision on it needs no second look. */
async function onceKnown(on: Desk): Promise<Desk> {
  await on.importList([`sha256,${digestOf('picture')},,,,`])
  return on
}
