import { kindOfView } from '../../../contract/views.ts'
import type { View, ViewClass } from '../../../contract/views.ts'
import { canvasOfRgb, viewsOfRgb, wordsOfHex } from '../../../native/index.ts'
import type { Certainty } from '../../../contract/words.ts'
import { certaintyOf, isWorthMatching } from '../../../workstation/matching/view-rules.ts'
import type { Raw } from './pictures.ts'

/** Which views are looked for and which are kept, from PDQ alone to all of them. */
export const CONFIGURATIONS: readonly { name: string; classes: readonly ViewClass[] }[] = [
  { name: 'plain PDQ', classes: ['plain'] },
  { name: '+ symmetries, negative', classes: ['plain', 'symmetry', 'negative'] },
  { name: '+ trims', classes: ['plain', 'symmetry', 'negative', 'trim'] },
  { name: '+ crops', classes: ['plain', 'symmetry', 'negative', 'trim', 'crop'] },
  { name: '+ tilts', classes: ['plain', 'symmetry', 'negative', 'trim', 'crop', 'tilt'] },
]

type Hash = { view: View['view']; words: Uint32Array }
/** Of one picture, of one configuration: what is looked for and what is kept. */
export type Sides = { query: Hash[]; entry: Hash[] }

/** The views of a picture that are worth matching by, for each configuration. */
export function sidesOf({ data, width, height }: Raw): Sides[] {
  const views = viewsOfRgb(data, width, height, 3, canvasOfRgb(data, width, height))
  const hashes = views.filter(isWorthMatching).map(({ view, pdq }) => ({ view, words: wordsOfHex(pdq) }))
  return CONFIGURATIONS.map(({ classes }) => {
    const ofClasses = hashes.filter(({ view }) => classes.includes(kindOfView(view).class))
    return { query: ofClasses.filter(({ view }) => kindOfView(view).query), entry: ofClasses.filter(({ view }) => kindOfView(view).entry) }
  })
}

function distance(a: Uint32Array, b: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < 8 && sum <= 31; i++) {
    let v = a[i]! ^ b[i]!
    v = v - ((v >>> 1) & 0x55555555)
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    sum += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return sum
}

/** The surest that any view of the one and any of the other are of one another. */
function surest(query: readonly Hash[], entry: readonly Hash[]): Certainty | null {
  let found: Certainty | null = null
  for (const asked of query) {
    for (const kept of entry) {
      const certainty = certaintyOf(asked.view, kept.view, distance(asked.words, kept.words))
      if (certainty === 'match') return 'match'
      found ??= certainty
    }
  }
  return found
}

/** Counts of pairs: those that match, and those that match or possibly do. */
export type Found = { sure: number; all: number }

const nothing = (): Found[] => CONFIGURATIONS.map(() => ({ sure: 0, all: 0 }))

function count(found: Found[], query: readonly Sides[], entry: readonly Sides[]): void {
  for (const [i, counts] of found.entries()) {
    const certainty = surest(query[i]!.query, entry[i]!.entry)
    if (certainty !== null) counts.all++
    if (certainty === 'match') counts.sure++
  }
}

/** How many of the pictures are found again by their derivative. */
export function foundAgain(originals: readonly Sides[][], derivatives: readonly Sides[][]): Found[] {
  const found = nothing()
  for (const [i, original] of originals.entries()) count(found, derivatives[i]!, original)
  return found
}

/** How many pairs of different pictures are taken for the same, each picture looked for among all others. */
export function takenForTheSame(pictures: readonly Sides[][]): Found[] {
  const found = nothing()
  for (const [i, asked] of pictures.entries()) for (const [j, kept] of pictures.entries()) if (i !== j) count(found, asked, kept)
  return found
}
