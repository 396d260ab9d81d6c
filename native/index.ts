/** The typed face of native code: the addon in C++ where there is one, else its twin in TypeScript, which answers the same bits. */
import type { View } from '../contract/views.ts'
import { chosenAddon } from './addon.ts'
import type { HashIndex, HashIndexOptions } from './hash-index.ts'
import { buildNativeIndex, createNativeIndex } from './native-hash-index.ts'
import * as twinCanvas from './canvas.ts'
import { unpackViews } from './packed-views.ts'
import * as twinViews from './reference-views.ts'
import * as twinShrink from './shrink.ts'
import * as twin from './reference.ts'
import type { Pdq } from './reference.ts'
import { buildScanIndex, createScanIndex } from './scan-hash-index.ts'

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

/** See canvas.ts. */
export const canvasOfRgb: typeof twinCanvas.canvasOfRgb = addon
  ? (data, width, height, channels = 3) => ({ pixels: addon.canvasOfStill(data, width, height, channels), ...twinCanvas.canvasSize(width, height) })
  : twinCanvas.canvasOfRgb

/** See reference-views.ts; `canvas` is that of the same pixels. */
export const viewsOfRgb: typeof twinViews.viewsOfRgb = addon
  ? (data, width, height, channels, canvas): View[] => unpackViews(addon.viewsOfStill(data, width, height, channels, canvas.pixels))
  : twinViews.viewsOfRgb

/** See shrink.ts. */
export const shrink: typeof twinShrink.shrink = addon
  ? ({ pixels, width, height }, toWidth, toHeight) => ({ pixels: addon.shrink(pixels, width, height, toWidth, toHeight), width: toWidth, height: toHeight })
  : twinShrink.shrink

function bare({ pdq, quality }: Pdq): Pdq {
  return { pdq, quality }
}

/** An empty index of 256-bit hashes. */
export function createHashIndex(options?: HashIndexOptions): HashIndex {
  return addon ? createNativeIndex(addon.hashIndex, options) : createScanIndex()
}

/**
 * An index of `hashes`, 32 bytes each in the order of their hex digits, under `ids`, as many. Built off the event loop, on all cores.
 * Both arrays are taken over: they are detached where they are all of their buffers (else copied). While it is built the two take
 * 36 bytes a hash beside the index. See HashIndex for what it answers and how it fails.
 */
export async function buildHashIndex(hashes: Uint8Array, ids: Uint32Array, options?: HashIndexOptions): Promise<HashIndex> {
  return addon ? buildNativeIndex(addon.hashIndex, hashes, ids, options) : buildScanIndex(hashes, ids)
}

export type { Pdq } from './reference.ts'
export { bytesOfHex, distance, hexOfWords, wordsOfHex } from './hamming.ts'
export { eachNeighbour } from './hash-index.ts'
export type { HashIndex, HashIndexOptions, HashPage, Neighbour, Neighbourhoods } from './hash-index.ts'
export { eachPackedView, packViews, unpackViews } from './packed-views.ts'
export type { Grey } from './shrink.ts'
