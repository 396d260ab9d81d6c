import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOfHex, distance, hexOfWords, wordsOfHex } from './hamming.ts'
import { createHashIndex } from './index.ts'

const MATCHING = join(import.meta.dirname, '../../shared/vectors/matching')
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'))

/** The same count by another way: bit by bit over big integers. */
function plainDistance(a: string, b: string): number {
  return [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter(bit => bit === '1').length
}

describe('the Hamming index', () => {
  test.skipIf(!existsSync(MATCHING))('finds exactly the 250 reference pairs within 31 bits', () => {
    const lines = (file: string): string[] => readFileSync(join(MATCHING, file), 'utf8').trim().split('\n')
    const index = createHashIndex()
    lines('haystack.txt').forEach((hash, id) => index.add(bytesOfHex(hash), Uint32Array.of(id)))
    expect(index.size).toBe(1350)
    const pairs = lines('needles.txt').flatMap(needle => index.query(bytesOfHex(needle), 31))
    expect(pairs).toHaveLength(250)
    expect(pairs.every(pair => pair.distance <= 31)).toBe(true)
  })

  test('answers what plain enumeration answers, after any adding and removing', () => {
    const near = fc.tuple(hex, fc.nat(3), fc.nat(255)).map(([base, , bit]) => flipBit(base, bit))
    fc.assert(
      fc.property(fc.array(fc.oneof(hex, near), { maxLength: 60 }), fc.array(fc.nat(59)), hex, fc.nat(256), (hashes, removed, wanted, limit) => {
        const index = createHashIndex()
        const kept = new Map(hashes.map((hash, id) => [id, hash]))
        for (const [id, hash] of kept) index.add(bytesOfHex(hash), Uint32Array.of(id))
        for (const id of removed) expect(index.remove(Uint32Array.of(id))).toBe(Number(kept.delete(id)))
        const expected = [...kept]
          .map(([id, hash]) => ({ id, distance: plainDistance(hash, wanted) }))
          .filter(neighbour => neighbour.distance <= limit)
          .sort((a, b) => a.distance - b.distance || a.id - b.id)
        expect(index.query(bytesOfHex(wanted), limit)).toEqual(expected)
        expect(index.size).toBe(kept.size)
      }),
    )
  })

  test('keeps every hash while it grows', () => {
    const index = createHashIndex()
    const hashOf = (id: number): Uint8Array => bytesOfHex(id.toString(16).padStart(64, '0'))
    for (let id = 0; id < 3000; id++) index.add(hashOf(id), Uint32Array.of(id))
    for (const id of [0, 1023, 1024, 2999]) expect(index.query(hashOf(id), 0)).toEqual([{ id, distance: 0 }])
  })

  test('refuses what is not 64 lower-case hex digits', () => {
    for (const wrong of ['', 'f'.repeat(63), 'F'.repeat(64), 'g'.repeat(64)]) expect(() => bytesOfHex(wrong)).toThrow(RangeError)
  })
})

test('hex and words are the same hash, and distance is a metric', () => {
  fc.assert(
    fc.property(hex, hex, hex, (a, b, c) => {
      expect(hexOfWords(wordsOfHex(a))).toBe(a)
      expect(distance(a, b)).toBe(plainDistance(a, b))
      expect(distance(a, b)).toBe(distance(b, a))
      expect(distance(a, a)).toBe(0)
      expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c))
    }),
  )
})

function flipBit(hash: string, bit: number): string {
  return (BigInt(`0x${hash}`) ^ (1n << BigInt(bit))).toString(16).padStart(64, '0')
}
