import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadAddon } from '../../native/addon.ts'
import type { Addon } from '../../native/addon.ts'
import { pdqOfRgb, symmetriesOfRgb } from '../../native/index.ts'
import * as twin from '../../native/reference.ts'
import { madePixels } from '../support/made-pixels.ts'
import type { Pixels } from '../support/made-pixels.ts'
import { waves } from '../support/made-pictures.ts'
import { rowOf, time, type Row, type Table } from './measure.ts'
import { peersTable } from './peers.ts'

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/images')

export async function fingerprintTables(): Promise<Table[]> {
  const found = loadAddon()
  const ofFile = await fileTable()
  const peers = await peersTable()
  if ('addon' in found) return [await nativeTable(found.addon, 1), await nativeTable(found.addon, 3), ofFile, peers]
  return [peers, { ...ofFile, note: `No native addon (${found.reason}): all in TypeScript.` }]
}

/** Microseconds of one call, `runs` times, each the mean of `calls` in a row. */
async function microseconds(runs: number, calls: number, act: () => unknown): Promise<number[]> {
  const taken = await time(runs, () => {
    for (let call = 0; call < calls; call += 1) act()
  })
  return taken.map((milliseconds) => (milliseconds * 1000) / calls)
}

/** A picture of which the fast way is sure, or is not. */
function pictureWhere(addon: Addon, channels: number, exact: boolean): Pixels {
  for (let seed = 1; ; seed += 1) {
    const pixels = madePixels('noise', 512, 512, channels, seed)
    const one = addon.pdqOfStill(pixels.data, 512, 512, channels).exact
    const decided = one + addon.symmetriesOfStill(pixels.data, 512, 512, channels).exact
    if (exact ? one === 1 : decided === 0) return pixels
  }
}

/** What the plain transcription of PDQ, in C++ too and built by the same command, takes as a multiple of the fast one. */
async function nativeTable(addon: Addon, channels: 1 | 3): Promise<Table> {
  const { data } = pictureWhere(addon, channels, false)
  const doubtful = pictureWhere(addon, channels, true).data
  const native = 'native, hash and quality'
  const rows: Row[] = [
    rowOf(native, await microseconds(25, 100, () => pdqOfRgb(data, 512, 512, channels))),
    rowOf('native, all eight symmetries', await microseconds(25, 50, () => symmetriesOfRgb(data, 512, 512, channels)), native),
    rowOf('native, where the exact way decides', await microseconds(25, 5, () => pdqOfRgb(doubtful, 512, 512, channels)), native),
    rowOf('baseline, plain C++', await microseconds(15, 3, () => addon.baseline.plainPdq(data, 512, 512, channels)), native),
    rowOf('twin in TypeScript', await microseconds(9, 2, () => twin.pdqOfRgb(data, 512, 512, channels)), native),
  ]
  for (const kernels of addon.kernels) {
    rows.push(rowOf(`native by ${kernels} alone`, await microseconds(25, 100, () => addon.pdqOfStill(data, 512, 512, channels, kernels)), native))
  }
  if (channels === 1) return { title: 'From the luma of 512 × 512 pixels (bytes) to the hash', unit: 'µs, warm', rows }
  return { title: 'From the RGB of 512 × 512 pixels to the hash', unit: 'µs, warm', rows, note: `Luma included, for all.${await exactShare(addon)}` }
}

/** How often the fast way left a hash to the exact one, over the reference pictures in their eight symmetries. */
async function exactShare(addon: Addon): Promise<string> {
  if (!existsSync(VECTORS)) return ''
  let [hashes, exact] = [0, 0]
  for (const file of readdirSync(VECTORS)) {
    const { data, info } = await sharp(join(VECTORS, file), { ignoreIcc: true }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
    exact += addon.pdqOfStill(data, info.width, info.height, 3).exact + addon.symmetriesOfStill(data, info.width, info.height, 3).exact
    hashes += 9
  }
  return ` Over the reference pictures the exact way decided ${exact} of ${hashes} hashes.`
}

/** What a fingerprint costs beside decoding the file that it is of. */
async function fileTable(): Promise<Table> {
  const jpeg = await waves(1, 1600, 1004).jpeg({ quality: 90 }).toBuffer()
  const decoded = () => sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const { data, info } = await decoded()
  const alone = 'decode alone'
  const decode = await time(25, decoded)
  const one = await time(25, () => pdqOfRgb(data, info.width, info.height, 3))
  const eight = await time(25, () => symmetriesOfRgb(data, info.width, info.height, 3))
  const both = await time(25, async () => {
    const pixels = await decoded()
    pdqOfRgb(pixels.data, info.width, info.height, 3)
    symmetriesOfRgb(pixels.data, info.width, info.height, 3)
  })
  const rows = [
    rowOf(alone, decode),
    rowOf('hash and quality', one, alone),
    rowOf('all eight symmetries', eight, 'hash and quality'),
    rowOf('file → hash, quality, eight symmetries', both, alone),
  ]
  return { title: 'A JPEG of 1600 × 1004', unit: 'ms', rows }
}
