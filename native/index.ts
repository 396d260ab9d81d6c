/** The typed face of native code: the addon in C++ where there is one, else its twin in TypeScript, which answers the same bits. */
import { chosenAddon } from './addon.ts'
import * as twin from './reference.ts'
import type { Pdq } from './reference.ts'

const addon = chosenAddon()

/** See reference.ts, whose results these are to the bit. */
export const pdqOfRgb: typeof twin.pdqOfRgb = addon
  ? (data, width, height, channels = 3) => bare(addon.pdqOfStill(data, width, height, channels))
  : twin.pdqOfRgb

export const pdqOfFrame: typeof twin.pdqOfFrame = addon
  ? (data, width, height, channels = 3) => bare(addon.pdqOfFrame(data, width, height, channels))
  : twin.pdqOfFrame

export const symmetriesOfRgb: typeof twin.symmetriesOfRgb = addon
  ? (data, width, height, channels = 3) => addon.symmetriesOfStill(data, width, height, channels).hashes
  : twin.symmetriesOfRgb

function bare({ pdq, quality }: Pdq): Pdq {
  return { pdq, quality }
}

export type { Pdq } from './reference.ts'
export { createHammingIndex, distance, hexOfWords, wordsOfHex } from './hamming.ts'
export type { HammingIndex, Neighbour } from './hamming.ts'
