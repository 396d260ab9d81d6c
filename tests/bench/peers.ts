import sharp from 'sharp'
import { pdqOfRgb } from '../../native/index.ts'
import { madePicture, encoderOf } from '../support/recall/pictures.ts'
import { rowOf, time, type Row, type Table } from './measure.ts'

/** Other perceptual hashes of npm, from a file's bytes on, each by its own way of decoding or by sharp where it has none. */
const PEERS: Record<string, (peer: never) => (jpeg: Buffer) => unknown> = {
  imghash: (peer: { hash(file: Buffer, bits: number): Promise<string> }) => (jpeg) => peer.hash(jpeg, 16),
  'sharp-phash': (peer: (file: Buffer) => Promise<string>) => (jpeg) => peer(jpeg),
  'blockhash-core': (peer: { bmvbhash(picture: { data: Uint8Array; width: number; height: number }, bits: number): string }) => async (jpeg) => {
    const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    return peer.bmvbhash({ data, width: info.width, height: info.height }, 16)
  },
}

/** The package, or null where it is not installed. */
async function load(name: string): Promise<never | null> {
  try {
    const found = await import(name)
    return (found.default ?? found) as never
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

async function pdq(jpeg: Buffer): Promise<string> {
  const { data, info } = await sharp(jpeg, { ignoreIcc: true }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return pdqOfRgb(data, info.width, info.height).pdq
}

export async function peersTable(): Promise<Table> {
  const jpeg = await encoderOf(await madePicture(3, 2)).jpeg({ quality: 85 }).toBuffer()
  const ours = 'PDQ, 256 bits'
  const rows: Row[] = [rowOf(ours, await time(15, () => pdq(jpeg)))]
  const absent: string[] = []
  for (const [name, hasher] of Object.entries(PEERS)) {
    const peer = await load(name)
    if (peer === null) absent.push(name)
    else rows.push(rowOf(name, await time(15, () => hasher(peer)(jpeg)), ours))
  }
  const note = absent.length === 0 ? {} : { note: `Not installed here: ${absent.join(', ')}.` }
  return { title: 'Perceptual hashes of npm: from a JPEG of about 1600 × 1200 to the hash', unit: 'ms', rows, ...note }
}
