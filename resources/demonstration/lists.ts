import { pdqOfRgb } from '../../native/index.ts'
import type { Drawing } from './drawings/draw.ts'
import { digest } from './material.ts'
import type { Material } from './material.ts'
import type { Random } from './random.ts'

/** Words of the made-up lists, and what they mean in the French taxonomy. */
export const MEANING = {
  baseline: 'csam',
  terrorist: 'terrorist_content',
  intimate: 'non_consensual_intimate_content',
} as const
export type Classification = keyof typeof MEANING
export const CLASSIFICATIONS = Object.keys(MEANING) as Classification[]

export interface Known {
  material: Material
  classification: Classification
}

const HEADER = 'algorithm,value,classification,source_reference,added,expires'
const ALGORITHMS = ['sha256', 'md5', 'sha1'] as const
const row = (algorithm: string, value: string, classification: string, reference: string, added: Date): string =>
  [algorithm, value, classification, reference, added.toISOString(), ''].join(',')

/** A verified list of cryptographic fingerprints: of the known material, among many of nothing that is here. */
export function exactList(known: readonly Known[], random: Random, now: Date): string {
  const added = (): Date => new Date(now.getTime() - random.between(30, 900) * 86_400_000)
  const ours = known.map(({ material, classification }, at) => {
    const algorithm = ALGORITHMS[at % ALGORITHMS.length] ?? 'sha256'
    return row(algorithm, digest(algorithm, material.bytes), classification, `DEMO-E-${1000 + at}`, added())
  })
  const others = Array.from({ length: 400 }, (_, at) =>
    row('sha256', Buffer.from(random.bytes(32)).toString('hex'), random.pick(CLASSIFICATIONS), `DEMO-E-${5000 + at}`, added()),
  )
  return `${[HEADER, ...random.shuffle([...ours, ...others])].join('\n')}\n`
}

/** A list of perceptual fingerprints, not verified: of drawings of which only derivatives are reported, among others. */
export function similarList(originals: readonly { drawing: Drawing; classification: Classification }[], random: Random, now: Date): string {
  const added = (): Date => new Date(now.getTime() - random.between(5, 400) * 86_400_000)
  const ours = originals.map(({ drawing, classification }, at) =>
    row('pdq', pdqOfRgb(drawing.pixels, drawing.width, drawing.height).pdq, classification, `DEMO-S-${100 + at}`, added()),
  )
  // About half of a real PDQ's bits are set; a random value of 256 bits is like one, and far from every picture here.
  const others = Array.from({ length: 150 }, (_, at) =>
    row('pdq', Buffer.from(random.bytes(32)).toString('hex'), random.pick(CLASSIFICATIONS), `DEMO-S-${500 + at}`, added()),
  )
  return `${[HEADER, ...random.shuffle([...ours, ...others])].join('\n')}\n`
}
