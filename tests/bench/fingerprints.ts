import sharp from 'sharp'
import { pdqOfRgb, symmetriesOfRgb } from '../../native/index.ts'
import { waves } from '../support/made-pictures.ts'
import { rowOf, time, type Table } from './measure.ts'

/** What a fingerprint costs beside decoding the file that it is of. */
export async function fingerprintTable(): Promise<Table> {
  const jpeg = await waves(1, 1600, 1004).jpeg({ quality: 90 }).toBuffer()
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const decode = await time(15, () => sharp(jpeg).raw().toBuffer())
  const one = await time(25, () => pdqOfRgb(data, info.width, info.height, 3))
  const eight = await time(9, () => symmetriesOfRgb(data, info.width, info.height, 3))
  return {
    title: 'Fingerprints of a 1600 × 1004 JPEG',
    unit: 'ms',
    rows: [rowOf('decode alone', decode), rowOf('PDQ with quality', one, 'decode alone'), rowOf('PDQ, all eight symmetries', eight, 'PDQ with quality')],
    note: 'PDQ in TypeScript, the oracle of what is to come in C++.',
  }
}
