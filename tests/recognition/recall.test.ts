import { beforeAll, describe, expect, test } from 'vitest'
import { DERIVATIVES } from '../support/recall/derivatives.ts'
import type { Group } from '../support/recall/derivatives.ts'
import { CONFIGURATIONS, foundAgain, sidesOf, takenForTheSame } from '../support/recall/measure.ts'
import type { Found, Sides } from '../support/recall/measure.ts'
import { nearAlikePictures } from '../support/recall/near-alike.ts'
import { madePicture } from '../support/recall/pictures.ts'
import type { Raw } from '../support/recall/pictures.ts'

/** A part of what tests/bench/recall.ts measures in full: other pictures, fewer of them, and smaller. */

const PICTURES = { first: 2000, count: 12 }
const SCALE = 0.7
const UNRELATED = { first: 9000, count: 100 }
const NEAR_ALIKE = 60
const ALL_VIEWS = CONFIGURATIONS.length - 1
const TRIMS = CONFIGURATIONS.findIndex(({ name }) => name === '+ trims')

const made = ({ first, count }: { first: number; count: number }, scale: number): Promise<Raw[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => madePicture(first + i, scale)))

describe('a picture is found again', () => {
  let pictures: Raw[]
  let originals: Sides[][]
  beforeAll(async () => {
    pictures = await made(PICTURES, SCALE)
    originals = pictures.map(sidesOf)
  }, 60_000)

  /** In percent, over all derivatives of the group. */
  async function recallOf(group: Group, configuration = ALL_VIEWS): Promise<{ all: number; sure: number }> {
    const found: Found[] = []
    const ofGroup = DERIVATIVES.filter(it => it.group === group)
    for (const { make } of ofGroup) {
      const derivatives = await Promise.all(pictures.map(async (picture, i) => sidesOf(await make(picture, i))))
      found.push(foundAgain(originals, derivatives)[configuration]!)
    }
    const share = (counts: number[]): number => (100 * counts.reduce((a, b) => a + b, 0)) / (ofGroup.length * pictures.length)
    return { all: share(found.map(({ all }) => all)), sure: share(found.map(({ sure }) => sure)) }
  }

  test.each<[string, Group, number, number]>([
    ['saved anew, smaller, grey, blurred or marked', 'same', 95, 95],
    ['with borders, bars and captions', 'border', 95, 95],
    ['turned, mirrored and negated', 'turned', 95, 95],
    ['tilted by up to 5°', 'tilted', 90, 80],
    ['with 3 to 18 % of its sides gone', 'cropped', 85, 75],
  ])('%s', async (_, group, all, sure) => {
    const recall = await recallOf(group)
    expect(recall.all).toBeGreaterThanOrEqual(all)
    expect(recall.sure).toBeGreaterThanOrEqual(sure)
  }, 60_000)

  test('where plain PDQ does not: none that is turned, few that are cropped', async () => {
    expect((await recallOf('turned', 0)).all).toBe(0)
    expect((await recallOf('cropped', 0)).all).toBeLessThan(30)
  }, 60_000)
})

describe('pictures that are not the same', () => {
  test('never match where they are unrelated', async () => {
    const found = takenForTheSame((await made(UNRELATED, 0.4)).map(sidesOf))
    expect(found[ALL_VIEWS]).toEqual({ sure: 0, all: 0 })
  }, 60_000)

  test('match but little more often than by PDQ alone where they are near-alike', async () => {
    const found = takenForTheSame((await Promise.all((['icon', 'letter', 'page'] as const).map(kind => nearAlikePictures(kind, NEAR_ALIKE)))).flat().map(sidesOf))
    const plain = found[0]!.sure
    expect(plain).toBeGreaterThan(50)
    expect(found[TRIMS]!.sure / plain).toBeLessThanOrEqual(1.1)
    expect(found[ALL_VIEWS]!.sure / plain).toBeLessThanOrEqual(1.35)
  }, 60_000)
})
