import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashAt, queriesAmong, randomHashes, skewedHashes } from '../tests/support/made-hashes.ts'
import { buildHashIndex, createHashIndex } from './index.ts'
import type { HashIndex, Neighbour, Neighbourhoods } from './index.ts'
import { bitsOf } from './hamming.ts'

/** Whatever answers here, the addon or its twin: addon.test.ts runs this file on the twin too. */

const MATCHING = join(import.meta.dirname, '../../shared/vectors/matching')
const idsFrom = (first: number, count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => first + i)

const wordsOf = (hash: Uint8Array): Uint32Array => new Uint32Array(new Uint8Array(hash).buffer)

/** The same answers from a plain map: id → its hashes. */
class Model {
  readonly hashes = new Map<number, Uint32Array[]>()

  add(hashes: Uint8Array, ids: Uint32Array): void {
    ids.forEach((id, i) => this.hashes.set(id, [...(this.hashes.get(id) ?? []), wordsOf(hashAt(hashes, i))]))
  }
  remove(ids: Uint32Array): number {
    let removed = 0
    for (const id of ids) {
      removed += this.hashes.get(id)?.length ?? 0
      this.hashes.delete(id)
    }
    return removed
  }
  query(hash: Uint8Array, maxDistance: number): Neighbour[] {
    const wanted = wordsOf(hash)
    const found: Neighbour[] = []
    for (const [id, hashes] of this.hashes) {
      for (const words of hashes) {
        const distance = words.reduce((sum, word, i) => sum + bitsOf(word ^ wanted[i]!), 0)
        if (distance <= maxDistance) found.push({ id, distance })
      }
    }
    return found.sort((a, b) => a.distance - b.distance || a.id - b.id)
  }
}

function groupOf({ starts, ids, distances }: Neighbourhoods, at: number): Neighbour[] {
  return Array.from(ids.subarray(starts[at]!, starts[at + 1]!), (id, i) => ({ id, distance: distances[starts[at]! + i]! }))
}

async function differences(index: HashIndex, model: Model, queries: Uint8Array, maxDistance: number): Promise<unknown[]> {
  const batch = await index.queryBatch(queries, maxDistance)
  const told: unknown[] = []
  for (let at = 0; at < queries.length / 32; at += 1) {
    const expected = JSON.stringify(model.query(hashAt(queries, at), maxDistance))
    const single = JSON.stringify(index.query(hashAt(queries, at), maxDistance))
    const grouped = JSON.stringify(groupOf(batch, at))
    if (single !== expected || grouped !== expected) told.push({ at, maxDistance, expected, single, grouped })
  }
  return told
}

describe('an index of hashes', () => {
  test.skipIf(!existsSync(MATCHING))('finds exactly the 250 reference pairs within 31 bits (skipped without ../shared/vectors)', async () => {
    const bytesOf = (file: string): Uint8Array => new Uint8Array(Buffer.from(readFileSync(join(MATCHING, file), 'utf8').replaceAll('\n', ''), 'hex'))
    // Among 40,000 others, so that tables are built.
    const haystack = Buffer.concat([bytesOf('haystack.txt'), randomHashes(40_000, 1)])
    const index = await buildHashIndex(new Uint8Array(haystack), idsFrom(0, haystack.length / 32))
    const { ids, distances } = await index.queryBatch(bytesOf('needles.txt'), 31)
    expect(ids.filter(id => id < 1350)).toHaveLength(250)
    expect(ids).toHaveLength(250)
    expect(Math.max(...distances)).toBeLessThanOrEqual(31)
  })

  test('answers what a plain map answers, through any history of adding, removing, asking and building', async () => {
    // Enough that tables are built at once, and anew by what is added; few pictures, so that much is near.
    const pool = skewedHashes(80_000, 300, 50, 5)
    const queries = queriesAmong(pool, 6, 6)
    const step = fc.oneof(
      fc.record({ add: fc.nat(60_000), count: fc.constantFrom(1, 3, 300, 20_000), firstId: fc.nat(3000) }),
      fc.record({ remove: fc.array(fc.nat(24_000), { maxLength: 40 }) }),
      fc.record({ removeRange: fc.nat(22_000), count: fc.constantFrom(500, 18_000) }),
      fc.record({ ask: fc.constantFrom(0, 12, 25, 31, 32, 70) }),
      fc.record({ settle: fc.constant(true) }),
    )
    const history = fc.array(step, { minLength: 3, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 500, 36_000), history, async (start, steps) => {
        const model = new Model()
        model.add(pool.slice(0, start * 32), idsFrom(0, start))
        const index = await buildHashIndex(pool.slice(0, start * 32), idsFrom(0, start))
        for (const one of steps) {
          if ('add' in one) {
            const [hashes, ids] = [pool.slice(one.add * 32, (one.add + one.count) * 32), idsFrom(one.firstId, one.count)]
            model.add(hashes, ids)
            index.add(hashes, ids)
          } else if ('ask' in one) {
            expect(await differences(index, model, queries, one.ask)).toEqual([])
          } else if ('settle' in one) {
            await index.settled()
          } else {
            const ids = 'remove' in one ? Uint32Array.from(one.remove) : idsFrom(one.removeRange, one.count)
            expect(index.remove(ids)).toBe(model.remove(ids))
          }
        }
        await index.settled()
        expect(index.size).toBe([...model.hashes.values()].reduce((sum, hashes) => sum + hashes.length, 0))
        expect(await differences(index, model, queries, 31)).toEqual([])
        index.dispose()
      }),
      { numRuns: 12 },
    )
  }, 240_000)

  test('answers a batch as of the moment it was asked', async () => {
    const hashes = randomHashes(60_000, 7)
    const index = await buildHashIndex(hashes.slice(), idsFrom(0, 60_000))
    index.add(randomHashes(10, 8), idsFrom(100_000, 10))
    // So that there are marks of what was removed, which the batch reads while more are made.
    index.remove(Uint32Array.of(50_000, 100_003))
    const asked = hashes.slice(0, 300 * 32)
    const batch = index.queryBatch(asked, 31)
    asked.fill(0)
    index.remove(idsFrom(0, 300))
    index.add(hashes.slice(0, 300 * 32), idsFrom(200_000, 300))
    const found = await batch
    expect([...found.ids]).toEqual([...idsFrom(0, 300)])
    expect(index.query(hashAt(hashes, 5), 31)).toEqual([{ id: 200_005, distance: 0 }])
  })

  test('carries over what was added and removed while tables were built anew', async () => {
    const [first, more, later] = [randomHashes(34_000, 11), randomHashes(40_000, 12), randomHashes(3, 13)]
    const index = await buildHashIndex(first.slice(), idsFrom(0, 34_000))
    const model = new Model()
    const both = (act: (one: HashIndex | Model) => unknown): unknown[] => [act(index), act(model)]
    model.add(first, idsFrom(0, 34_000))
    // From here on tables are being built, until they are settled.
    both(one => one.add(more, idsFrom(100_000, 40_000)))
    for (const ids of [Uint32Array.of(0, 1, 2), Uint32Array.of(100_000, 100_001), idsFrom(33_990, 10)]) {
      const [removed, expected] = both(one => one.remove(ids))
      expect(removed).toBe(expected)
    }
    both(one => one.add(later, Uint32Array.of(0, 100_000, 7)))
    both(one => one.remove(Uint32Array.of(7)))
    const queries = Buffer.concat([first.subarray(0, 128), first.subarray(-64), more.subarray(0, 96), later])
    expect(await differences(index, model, queries, 31)).toEqual([])
    await index.settled()
    expect(index.size).toBe(34_000 + 40_000 - 15 + 3 - 2)
    expect(await differences(index, model, queries, 31)).toEqual([])
  })

  test('tells in pages what it held when the first was asked for', async () => {
    const index = await buildHashIndex(randomHashes(70_000, 3), idsFrom(0, 70_000))
    index.remove(Uint32Array.of(3, 69_999))
    index.add(randomHashes(2, 4), Uint32Array.of(9, 9))
    const pages = index.pages()
    const told = [...pages.next().value!.ids]
    index.remove(idsFrom(0, 70_000))
    for (const { ids, hashes } of pages) {
      expect(hashes.length).toBe(ids.length * 32)
      told.push(...ids)
    }
    expect(told.sort((a, b) => a - b)).toEqual([...idsFrom(0, 70_000), 9, 9].filter(id => id !== 3 && id !== 69_999).sort((a, b) => a - b))
  })

  test('takes over arrays that are all of their buffers, and copies others', async () => {
    const [own, ids] = [randomHashes(4, 1), idsFrom(0, 4)]
    const within = new Uint8Array(200).subarray(7, 7 + 128)
    within.set(own)
    await buildHashIndex(own, ids)
    expect([own.length, ids.length]).toEqual([0, 0])
    const index = await buildHashIndex(within, idsFrom(0, 4))
    expect(index.query(within.slice(32, 64), 0)).toEqual([{ id: 1, distance: 0 }])
    expect(within.length).toBe(128)
    // A hash may begin at any byte, and lie in a Buffer.
    expect(index.query(Buffer.concat([within.subarray(32, 64)]), 0)).toEqual([{ id: 1, distance: 0 }])
    expect(index.query(within.subarray(32, 64), 0)).toEqual([{ id: 1, distance: 0 }])
  })

  test('refuses what is no hash, no id and no distance', async () => {
    const index = createHashIndex()
    const hash = new Uint8Array(32)
    for (const wrong of [new Uint8Array(31), new Uint8Array(64), new Uint8Array(0), 'f'.repeat(32), null, new Uint16Array(16)]) {
      expect(() => index.query(wrong as Uint8Array, 31)).toThrow(RangeError)
    }
    for (const wrong of [-1, 257, 1.5, Number.NaN, Infinity, '31', undefined]) {
      expect(() => index.query(hash, wrong as number)).toThrow(RangeError)
      await expect(index.queryBatch(hash, wrong as number)).rejects.toThrow(RangeError)
    }
    await expect(index.queryBatch(new Uint8Array(33), 31)).rejects.toThrow(RangeError)
    const detached = new Uint8Array(64)
    structuredClone(detached, { transfer: [detached.buffer] })
    for (const [hashes, ids] of [[new Uint8Array(33), idsFrom(0, 1)], [hash, idsFrom(0, 2)], [hash, [1]], [detached, idsFrom(0, 0)]] as const) {
      expect(() => index.add(hashes, ids as Uint32Array)).toThrow(RangeError)
      await expect(buildHashIndex(hashes, ids as Uint32Array)).rejects.toThrow(RangeError)
    }
    expect(() => index.remove([1] as unknown as Uint32Array)).toThrow(RangeError)
    expect(index.size).toBe(0)
    expect(await index.queryBatch(new Uint8Array(0), 31)).toEqual({ starts: Uint32Array.of(0), ids: new Uint32Array(0), distances: new Uint16Array(0) })
  })

  test('answers nothing once it is disposed of, though a batch that was asked still ends', async () => {
    const index = await buildHashIndex(randomHashes(50_000, 1), idsFrom(0, 50_000))
    const batch = index.queryBatch(randomHashes(50_000, 1).subarray(0, 3200), 0)
    index.dispose()
    expect((await batch).ids).toHaveLength(100)
    expect(() => index.query(new Uint8Array(32), 31)).toThrow('disposed')
    expect(() => index.size).toThrow('disposed')
    await expect(index.queryBatch(new Uint8Array(32), 31)).rejects.toThrow('disposed')
    expect(() => index.dispose()).not.toThrow()
  })
})
