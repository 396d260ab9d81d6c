import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { canvasOfRgb, pdqOfRgb, symmetriesOfRgb, viewsOfRgb } from '../../native/index.ts'
import { DERIVATIVES, GROUPS } from '../support/recall/derivatives.ts'
import { CONFIGURATIONS, foundAgain, sidesOf, takenForTheSame, type Found, type Sides } from '../support/recall/measure.ts'
import { nearAlikePictures } from '../support/recall/near-alike.ts'
import { madePicture, rawOf, type Raw } from '../support/recall/pictures.ts'
import { median, time, type Grid } from './measure.ts'

/** The views were chosen on pictures 0 … 71; what counts is what they find of others. */
const CHOSEN_ON = { first: 0, count: 60, scale: 0.7 }
const CHECKED_ON = { first: 1000, count: 60, scale: 0.7 }
/** 512 · 511 pairs of unrelated photographs. */
const UNRELATED = { first: 5000, count: 512, scale: 0.5 }
const NEAR_ALIKE = { kinds: ['icon', 'letter', 'page'], each: 90 } as const
const VECTORS = join(import.meta.dirname, '../../../shared/vectors/images')
const REAL = ['aaa-orig.jpg', 'bridge-1-original.jpg', 'c.png', 'q0291.jpg', 'q0746.jpg', 'high-saturation.jpg']

export async function recallTables(): Promise<Grid[]> {
  const grids = [await recallGrid('pictures that the views were not chosen on', await made(CHECKED_ON)), await recallGrid('pictures that they were chosen on', await made(CHOSEN_ON))]
  if (existsSync(VECTORS)) grids.push(await recallGrid(`${REAL.length} real pictures`, await Promise.all(REAL.map((file) => rawOf(sharp(join(VECTORS, file)))))))
  return [...grids, await falseGrid(), await costGrid(await made(CHECKED_ON))]
}

const made = ({ first, count, scale }: typeof CHOSEN_ON): Promise<Raw[]> => Promise.all(Array.from({ length: count }, (_, i) => madePicture(first + i, scale)))

const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(whole >= 200 ? 1 : 0)

async function recallGrid(of: string, pictures: readonly Raw[]): Promise<Grid> {
  const originals = pictures.map(sidesOf)
  const rows: { group: string; name: string; found: Found[] }[] = []
  for (const { group, name, make } of DERIVATIVES) {
    const derivatives: Sides[][] = []
    for (const [i, picture] of pictures.entries()) derivatives.push(sidesOf(await make(picture, i)))
    rows.push({ group, name, found: foundAgain(originals, derivatives) })
  }
  const shown = (found: Found[], whole: number): string[] => found.map(({ all, sure }) => `${percent(all, whole)} / ${percent(sure, whole)}`)
  const ofGroups = GROUPS.filter((group) => group !== 'told').map((group) => {
    const ofGroup = rows.filter((row) => row.group === group)
    const sums = CONFIGURATIONS.map((_, c) => ({ all: sum(ofGroup.map(({ found }) => found[c]!.all)), sure: sum(ofGroup.map(({ found }) => found[c]!.sure)) }))
    return [`**${group}, all of these**`, ...shown(sums, ofGroup.length * pictures.length)]
  })
  return {
    title: `Recall: ${of}`,
    columns: ['derivative', ...CONFIGURATIONS.map(({ name }) => name)],
    lines: [...rows.map(({ group, name, found }) => [`${group}: ${name}`, ...shown(found, pictures.length)]), ...ofGroups],
    note: `% of ${pictures.length} found at ≤ 31 bits / as a match by the rule of workstation/matching/view-rules.ts. What is told alone is no target.`,
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

async function falseGrid(): Promise<Grid> {
  const photographs = await made(UNRELATED)
  const alike = (await Promise.all(NEAR_ALIKE.kinds.map((kind) => nearAlikePictures(kind, NEAR_ALIKE.each)))).flat()
  const signs = await nearAlikePictures('sign', NEAR_ALIKE.each)
  const [unrelated, hard, turning] = [photographs, alike, signs].map((pictures) => takenForTheSame(pictures.map(sidesOf))) as [Found[], Found[], Found[]]
  const relative = (value: number, plain: number): string => `${value} (${(value / plain).toFixed(2)} ×)`
  return {
    title: 'False matches',
    columns: ['pairs', ...CONFIGURATIONS.map(({ name }) => name)],
    lines: [
      [`${UNRELATED.count * (UNRELATED.count - 1)} of unrelated pictures: match / possible too`, ...unrelated.map(({ sure, all }) => `${sure} / ${all}`)],
      [`${alike.length * (alike.length - 1)} of near-alike icons, letters and pages: match`, ...hard.map(({ sure }) => relative(sure, hard[0]!.sure))],
      ['the same: match or possible', ...hard.map(({ all }) => relative(all, hard[0]!.all))],
      [`${signs.length * (signs.length - 1)} of marks on a round plate, which turned is itself: match`, ...turning.map(({ sure }) => relative(sure, turning[0]!.sure))],
    ],
  }
}

async function costGrid(pictures: readonly Raw[]): Promise<Grid> {
  const sides = pictures.map(sidesOf)
  const mean = (side: 'query' | 'entry', c: number): string => (sum(sides.map((of) => of[c]![side].length)) / sides.length).toFixed(1)
  const each = async (act: (picture: Raw) => unknown): Promise<string> => ((median(await time(7, () => pictures.forEach(act))) * 1000) / pictures.length).toFixed(0)
  return {
    title: 'Cost of the views',
    columns: ['', ...CONFIGURATIONS.map(({ name }) => name)],
    lines: [
      ['hashes looked for, mean', ...CONFIGURATIONS.map((_, c) => mean('query', c))],
      ['hashes kept of an entry, mean', ...CONFIGURATIONS.map((_, c) => mean('entry', c))],
      [
        'µs to compute, both sides',
        await each(({ data, width, height }) => pdqOfRgb(data, width, height)),
        await each(({ data, width, height }) => symmetriesOfRgb(data, width, height)),
        '',
        '',
        await each(({ data, width, height }) => viewsOfRgb(data, width, height, 3, canvasOfRgb(data, width, height))),
      ],
    ],
    note: 'Decoded pixels in, one thread; of 448 × 448 to 700 × 392.',
  }
}
