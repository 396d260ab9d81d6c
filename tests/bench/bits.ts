import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { loadAddon } from '../../native/addon.ts'
import { distance } from '../../native/index.ts'
import { madePicture, encoderOf } from '../support/recall/pictures.ts'
import type { Grid } from './measure.ts'

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/images')
const MADE = 20

type Pixels = { data: Buffer; width: number; height: number }

/** What is done to each picture: what happens to files on their way, at odd numbers. */
const DERIVATIVES: readonly ((picture: Sharp, width: number, height: number) => Sharp)[] = [
  ...[10, 30, 50, 70, 90].map(quality => (picture: Sharp) => picture.jpeg({ quality })),
  ...[0.23, 0.41, 0.5, 0.77, 1.3].map(share => (picture: Sharp, width: number) => picture.resize(Math.max(5, Math.round(width * share)))),
  ...[0.7, 1.9, 4].map(sigma => (picture: Sharp) => picture.blur(sigma)),
  ...[3, 17, 90, 180, 270].map(angle => (picture: Sharp) => picture.rotate(angle)),
  ...[0.83, 1.4].map(gamma => (picture: Sharp) => picture.modulate({ brightness: gamma })),
  picture => picture.greyscale().toColourspace('srgb'),
  picture => picture.flip(),
  picture => picture.flop(),
  picture => picture.negate(),
  picture => picture.sharpen(),
  (picture, width, height) => picture.extract({ left: Math.floor(width / 9), top: Math.floor(height / 7), width: Math.ceil(width * 0.7), height: Math.ceil(height * 0.6) }),
]

/** Every hash of the fast way against the plain transcription of the steps, bit for bit: pictures, and what became of them. */
export async function bitsTables(): Promise<Grid[]> {
  const found = loadAddon()
  if ('reason' in found) return []
  const { pdqOfStill, baseline } = found.addon
  const off = ({ data, width, height }: Pixels): number => {
    const [fast, plain] = [pdqOfStill(data, width, height, 3), baseline.plainPdq(data, width, height, 3)]
    return distance(fast.pdq, plain.pdq) + Number(fast.quality !== plain.quality)
  }
  const sources = [...(await vectors()), ...(await madeOnes())]
  const lines: string[][] = []
  for (const { of, pictures } of [{ of: 'reference pictures', pictures: sources.filter(it => it.isVector) }, { of: 'made pictures', pictures: sources.filter(it => !it.isVector) }]) {
    const originals = await Promise.all(pictures.map(({ encoded }) => pixelsOf(sharp(encoded))))
    lines.push(line(of, originals.map(off)))
    const bits: number[] = []
    for (const [at, { encoded }] of pictures.entries()) {
      const { width, height } = originals[at]!
      // Encoded and decoded again: what is drawn or compressed must be done before it is read.
      for (const make of DERIVATIVES) bits.push(off(await pixelsOf(sharp(await make(sharp(encoded), width, height).toBuffer()))))
    }
    lines.push(line(`derivatives of ${of}`, bits))
  }
  return [{ title: 'Bits off the plain transcription', columns: ['of', 'hashes', 'exact', 'most bits off'], lines }]
}

function line(of: string, bits: readonly number[]): string[] {
  return [of, String(bits.length), String(bits.filter(it => it === 0).length), String(Math.max(0, ...bits))]
}

async function vectors(): Promise<{ isVector: boolean; encoded: Buffer }[]> {
  if (!existsSync(VECTORS)) return []
  return Promise.all(readdirSync(VECTORS).map(async file => ({ isVector: true, encoded: await sharp(join(VECTORS, file), { ignoreIcc: true }).toColourspace('srgb').removeAlpha().png().toBuffer() })))
}

async function madeOnes(): Promise<{ isVector: boolean; encoded: Buffer }[]> {
  return Promise.all(Array.from({ length: MADE }, async (_, seed) => ({ isVector: false, encoded: await encoderOf(await madePicture(seed, 1)).png().toBuffer() })))
}

async function pixelsOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error('a picture of the bench has three channels')
  return { data, width: info.width, height: info.height }
}
