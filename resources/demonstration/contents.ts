import { damagedFiles } from './damaged.ts'
import { draw } from './drawings/draw.ts'
import type { Drawing } from './drawings/draw.ts'
import { CLASSIFICATIONS, MEANING } from './lists.ts'
import type { Classification, Known } from './lists.ts'
import type { Material } from './material.ts'
import { CHANGE_NAMES, change, encode } from './pictures.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { makeVideos } from './videos.ts'

/** One item to be reported: a file, an address, or both; with what is suspected where the demonstration wants it so. */
export interface Content {
  material: Material | null
  withUrl: boolean
  suspected: string | null
}

export interface Contents {
  contents: Content[]
  known: Known[]
  listed: { drawing: Drawing; classification: Classification }[]
}

/** Drawings by number: of the first ten only derivatives are reported; the next four come with look-alikes; then the known; then others. */
const LISTED = 10
const STACKED = 4
const KNOWN = 24
const OTHERS = 22
const URLS = 16
const TWICE = 8

const classificationOf = (number: number): Classification => CLASSIFICATIONS[number % CLASSIFICATIONS.length] ?? 'baseline'

/** Everything that the demonstration reports. `scratch` is a folder for ffmpeg; null where there is no ffmpeg. */
export async function makeContents(random: Random, seed: number, scratch: string | null): Promise<Contents> {
  const count = LISTED + STACKED + KNOWN + OTHERS
  const drawings: Drawing[] = []
  for (let number = 0; number < count; number++) drawings.push(await draw(createRandom(seed * 1000 + number), number))
  const of = (number: number): Drawing => drawings[number] ?? (drawings[0] as Drawing)

  const content = (material: Material | null, suspected: string | null, withUrl = random.next() < 0.8): Content => ({
    material,
    suspected,
    withUrl,
  })
  const derivatives: Content[] = []
  for (let number = 0; number < LISTED; number++) {
    for (const turn of [0, 1]) {
      const how = CHANGE_NAMES[(number + turn * 3) % CHANGE_NAMES.length] ?? 'recompressed'
      derivatives.push(content(await change(of(number), how, number * 10 + turn, random), MEANING[classificationOf(number)]))
    }
  }
  const stacks: Content[] = []
  for (let number = LISTED; number < LISTED + STACKED; number++) {
    stacks.push(content(await encode(of(number), number), null))
    for (const how of ['resized', 'recompressed', 'watermarked'] as const)
      stacks.push(content(await change(of(number), how, number * 10, random), null))
  }
  const known: Known[] = []
  for (let number = LISTED + STACKED; number < LISTED + STACKED + KNOWN; number++) {
    known.push({ material: await encode(of(number), number), classification: classificationOf(number) })
  }
  const others: Content[] = []
  for (let number = LISTED + STACKED + KNOWN; number < count; number++) others.push(content(await encode(of(number), number), null))

  const videos = scratch === null ? [] : await makeVideos([of(40), of(1), of(47), of(6)], of(50), scratch)
  // One of the videos is known by its bytes, too.
  if (videos[5]) known.push({ material: videos[5], classification: 'terrorist' })
  const knownContents = known.map(entry => content(entry.material, MEANING[entry.classification]))
  const damaged = known[0] ? damagedFiles(known[0].material, videos[0], random) : []
  const contents = [
    ...derivatives,
    ...stacks,
    ...knownContents,
    // The same bytes in another report: one media, several items.
    ...[...knownContents.slice(0, TWICE / 2), ...others.slice(0, TWICE / 2)].map(({ material, suspected }) => content(material, suspected)),
    ...others,
    ...videos.filter((_, at) => at !== 5).map(video => content(video, null)),
    ...damaged.map(file => content(file, null)),
    ...Array.from({ length: URLS }, () => content(null, null, true)),
  ]
  const listed = drawings.slice(0, LISTED).map((drawing, number) => ({ drawing, classification: classificationOf(number) }))
  return { contents, known, listed }
}
