import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SYMMETRIES } from '../../contract/words.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk } from '../../tests/support/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** A hash that differs from `base` in the first `bits` bits. */
function off(base: string, bits: number): string {
  const flipped = (BigInt(`0x${base}`) ^ ((1n << BigInt(bits)) - 1n)).toString(16)
  return flipped.padStart(64, '0')
}
const PDQ = digestOf('a picture')
/** Eight hashes far from one another, the first being `first`. */
const turned = (first: string) => SYMMETRIES.map((_, at) => (at === 0 ? first : digestOf(`${first} ${at}`)))

describe('a media against the lists', () => {
  test('equal bytes match by each fingerprint, also where the analysis failed or has not come yet', async () => {
    const values = (name: string) => [`md5,${digestOf(name, 'md5')},A,ref-1,,`, `sha1,${digestOf(name, 'sha1')},A,,,`, `SHA-256,${digestOf(name)},A,,,`]
    await desk.importList([...values('one'), ...values('broken'), ...values('later')])
    const { itemId } = desk.addItem({ media: [{ name: 'one' }, { name: 'broken', failure: 'picture.undecodable' }, { name: 'later', pending: true }] })
    // At once, before anything in the background.
    for (const name of ['one', 'broken', 'later']) expect(desk.matching.matchesOf(digestOf(name)).map(it => it.algorithm).sort()).toEqual(['md5', 'sha1', 'sha256'])
    expect(desk.matching.matchesOf(digestOf('one'))[0]).toMatchObject({
      kind: 'exact', certainty: 'match', distance: 0, quality: null, view: null, entryView: null, frameSeconds: null, video: null,
      list: { name: 'a list', trust: 'verified' }, entry: { classification: 'A', infraction: 'violence' },
    })
    expect(desk.queue.entry(itemId)).toMatchObject({ known: 'exact', failed: true, infraction: 'violence', prequalification: { kind: 'close_unseen' } })
  })

  test('a similar picture tells distance, quality and the symmetry in which it was found; a poor hash and one bit too many do not match', async () => {
    await desk.importList([`pdq,${off(PDQ, 31)},A,,,`, `pdq,${off(turned(PDQ)[4]!, 7)},B,,,`, `pdq,${off(PDQ, 32)},A,,,`])
    desk.addItem({ media: [{ name: 'good', pdq: PDQ, symmetries: turned(PDQ), quality: 50 }] })
    const poor = desk.addItem({ media: [{ name: 'poor', pdq: PDQ, symmetries: turned(PDQ), quality: 49 }] })
    await desk.idle()
    const found = desk.matching.matchesOf(digestOf('good')).map(it => [it.kind, it.certainty, it.distance, it.view, it.entryView, it.quality, it.entry.infraction])
    expect(found).toEqual([['similar', 'match', 7, 'mirror', 'original', 50, 'harassment'], ['similar', 'match', 31, 'original', 'original', 50, 'violence']])
    expect(desk.queue.entry(poor.itemId)).toMatchObject({ known: 'none', prequalification: { kind: 'none' } })
  })

  test('frames of a video match the lists of pictures: the nearest, and all the seconds that know it', async () => {
    await desk.importList([`pdq,${PDQ},A,,,`])
    const frames = Array.from({ length: 40 }, (_, at) => ({ seconds: at, pdq: off(PDQ, Math.abs(at - 20)), quality: at === 19 ? 10 : 80 }))
    const { itemId } = desk.addItem({ media: [{ name: 'film', kind: 'video', frames }] })
    await desk.idle()
    // Within 31 bits lie the frames at 0 … 39 s but the poor one.
    expect(desk.matching.matchesOf(digestOf('film'))).toMatchObject([{
      kind: 'similar', certainty: 'match', distance: 0, frameSeconds: 20, view: 'original', quality: 80,
      video: { queryPercent: 100, entryPercent: null, seconds: [[0, 19], [20, 40]], same: false },
    }])
    expect(desk.queue.entry(itemId)).toMatchObject({ kind: 'video', known: 'similar', prequalification: { kind: 'review', rule: 'similar' } })
  })

  test('a fingerprint that came with a media matches an entry that has the same, and never closes unseen', async () => {
    const photodna = { algorithm: 'photodna', value: 'AAECAwQFBgcICQ==' } as const
    await desk.importList([`photodna,${photodna.value},A,,,`, 'photodna,AAECAwQFBgcICR==,A,,,'])
    const { itemId } = desk.addItem({ media: [{ name: 'told', pending: true, fingerprints: [photodna] }] })
    const bare = desk.addItem({ media: [{ name: 'bare', pending: true }] })
    expect(desk.matching.matchesOf(digestOf('told'))).toMatchObject([{ kind: 'exact', algorithm: 'photodna', distance: 0 }])
    expect(desk.queue.entry(itemId)).toMatchObject({ known: 'exact', prequalification: { kind: 'review' } })
    expect(desk.queue.entry(bare.itemId)).toMatchObject({ known: 'none' })
  })

  test('a video on a list is the same where most of its frames are met; else its seconds are shown, without a verdict', async () => {
    const hashes = Array.from({ length: 20 }, (_, at) => digestOf(`frame ${at}`))
    const vpdq = hashes.map((hash, at) => `${30 * at},${at === 0 ? 20 : 80},${hash},${at.toFixed(3)}`)
    await desk.importList(vpdq, { format: 'vpdq_text', trust: 'unverified', meaning: { '': 'violence' } })
    const film = (name: string, known: number) => ({
      name, kind: 'video' as const, frames: hashes.map((hash, at) => ({ seconds: at, pdq: at > 0 && at <= known ? off(hash, 20) : digestOf(`${name} ${at}`), quality: 80 })),
    })
    const same = desk.addItem({ media: [film('same', 18)] })
    const part = desk.addItem({ media: [film('part', 5)] })
    await desk.idle()
    expect(desk.matching.matchesOf(digestOf('same'))).toMatchObject([
      { kind: 'similar', certainty: 'match', algorithm: 'vpdq', distance: 20, video: { queryPercent: 90, same: true, seconds: [[1, 19]] } },
    ])
    expect(desk.matching.matchesOf(digestOf('part'))).toMatchObject([{ certainty: 'possible', video: { queryPercent: 25, same: false, seconds: [[1, 6]] } }])
    expect(desk.queue.entry(same.itemId)?.prequalification).toMatchObject({ kind: 'review', outcome: 'illegal', infraction: 'violence' })
    expect(desk.queue.entry(part.itemId)?.prequalification).toMatchObject({ kind: 'review', outcome: null, infraction: null })
  })

  test('a list that comes later is matched with what is there, and one that goes takes its matches along', async () => {
    const { itemId } = desk.addItem({ media: [{ name: 'one', pdq: PDQ, symmetries: turned(PDQ) }] })
    await desk.idle()
    const first = await desk.importList([`pdq,${off(PDQ, 3)},A,,,`, `sha256,${digestOf('one')},A,,,`])
    const second = await desk.importList([`md5,${digestOf('one', 'md5')},A,,,`], { name: 'another', trust: 'unverified' })
    await desk.idle()
    expect(desk.matching.matchesOf(digestOf('one')).map(it => it.algorithm)).toEqual(['sha256', 'md5', 'pdq'])
    expect(desk.hashLists.all().map(it => it.matched)).toEqual([1, 1])
    await desk.hashLists.remove(first)
    await desk.idle()
    expect(desk.hashLists.all().map(it => it.id)).toEqual([second])
    expect(desk.queue.entry(itemId)).toMatchObject({ known: 'exact', prequalification: { kind: 'review', rule: 'exact' } })
    // The index forgot it too: the same picture again finds nothing.
    desk.addItem({ media: [{ name: 'again', pdq: PDQ, symmetries: turned(PDQ) }] })
    await desk.idle()
    expect(desk.matching.matchesOf(digestOf('again'))).toEqual([])
  })

  test('an entry that expires stops matching at once, and the queue follows at the next look', async () => {
    await desk.importList([`sha256,${digestOf('one')},A,,,2026-11-23`])
    const { itemId } = desk.addItem({ media: [{ name: 'one' }] })
    await desk.idle()
    expect(desk.queue.entry(itemId)?.known).toBe('exact')
    desk.clock.time += 86_400_000
    expect(desk.matching.matchesOf(digestOf('one'))).toEqual([])
    await expect(desk.ana.review.decide(itemId, { outcome: 'illegal', infractions: ['violence'], labels: [], reason: '', closeUnseen: true })).rejects.toMatchObject({ code: 'decision.not_closable_unseen' })
    await desk.reopen()
    await desk.idle()
    expect(desk.queue.entry(itemId)?.known).toBe('none')
  })

  test('what a lock interrupted is matched at the next opening, and a match that stays keeps its id', async () => {
    desk.addItem({ media: [{ name: 'one', pdq: PDQ, symmetries: turned(PDQ) }] })
    await desk.importList([`pdq,${off(PDQ, 5)},A,,,`])
    await desk.reopen()
    await desk.idle()
    const [match] = desk.matching.matchesOf(digestOf('one'))
    expect(match).toMatchObject({ distance: 5 })
    // As a migration asks for all lists anew.
    desk.store.db.exec('insert into rematch (total) values (1)')
    await desk.reopen()
    await desk.idle()
    expect(desk.matching.matchesOf(digestOf('one'))).toEqual([match])
    expect(desk.store.db.prepare('select count(*) as n from match_pending').get()).toEqual({ n: 0 })
  })
})

test('look-alikes know one another, each by the symmetry that leads to the other', async () => {
  const base = turned(PDQ)
  const a = desk.addItem({ media: [{ name: 'a', pdq: PDQ, symmetries: base }] })
  await desk.idle()
  // What `a` turned clockwise looks like; turned back three quarters it looks like `a`.
  const b = desk.addItem({ media: [{ name: 'b', pdq: off(base[1]!, 4), symmetries: [off(base[1]!, 4), digestOf('x'), digestOf('y'), PDQ, ...turned('z'.repeat(4)).slice(4)] }] })
  desk.addItem({ media: [{ name: 'c', pdq: digestOf('other'), symmetries: turned(digestOf('other')) }] })
  await desk.idle()
  expect(desk.matching.lookAlikesOf(digestOf('b'))).toEqual([{ other: digestOf('a'), distance: 0, transform: 'rotate270' }])
  expect(desk.matching.lookAlikesOf(digestOf('a'))).toEqual([{ other: digestOf('b'), distance: 0, transform: 'rotate90' }])
  expect(desk.ana.review.detail(a.itemId).lookAlikes.map(it => [it.itemId, it.distance])).toEqual([[b.itemId, 0]])
  expect(desk.queue.row(b.itemId)?.lookAlikes).toBe(1)
})
