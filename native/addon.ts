import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import type { HashPage, Neighbourhoods } from './hash-index.ts'
import type { Pdq } from './reference.ts'

/** Whether, or for how many of its hashes, the exact way had to decide (native/cpp/pdq.hpp). */
type WithExact<T> = T & { exact: number }
type OfPixels<T> = (data: Uint8Array, width: number, height: number, channels: number, kernels?: string) => T

/** An index of hashes in the addon's memory. */
declare const OF_INDEX: unique symbol
export type IndexHandle = { readonly [OF_INDEX]: true }
type Way = 'quicker' | 'scan' | 'tables'

/**
 * The functions of the index of hashes (native/cpp/index/). Those that are given an index throw once it is disposed of, RangeError on
 * arguments of wrong shapes, and an Error with code `ENOMEM` where memory runs out. `way` and `kernels` are for tests and benches.
 */
export type AddonHashIndex = {
  kernels: string[]
  create(): IndexHandle
  /** Builds tables of all that the index holds and of what is given, whose buffers are detached at the end; nobody may write to them meanwhile. */
  build(index: IndexHandle, hashes?: Uint8Array, ids?: Uint32Array): Promise<void>
  add(index: IndexHandle, hashes: Uint8Array, ids: Uint32Array): void
  remove(index: IndexHandle, ids: Uint32Array): number
  /** Pairs of id and distance, or undefined where nothing is near. */
  query(index: IndexHandle, hash: Uint8Array, maxDistance: number, way?: Way, kernels?: string): Uint32Array | undefined
  queryBatch(index: IndexHandle, hashes: Uint8Array, maxDistance: number, way?: Way, kernels?: string): Promise<Neighbourhoods>
  /** `scanned`: hashes that no table holds yet. */
  facts(index: IndexHandle): { size: number; bytes: number; scanned: number; wantsBuilding: boolean }
  pages(index: IndexHandle, pageSize: number): () => HashPage | undefined
  dispose(index: IndexHandle): void
  /** Adds up all rows. */
  readRows(index: IndexHandle): number
}

/** What native/cpp/addon.cpp exports. Every call throws RangeError on pixels that are fewer than told. */
export type Addon = {
  version: number
  /** The sets of instructions that this processor runs, the quickest first: what a call may name as its last argument. */
  kernels: string[]
  pdqOfStill: OfPixels<WithExact<Pdq>>
  pdqOfFrame: OfPixels<WithExact<Pdq>>
  symmetriesOfStill: OfPixels<WithExact<{ hashes: string[] }>>
  /** See native/canvas.ts and native/reference-views.ts; the views come packed (native/packed-views.ts). */
  canvasOfStill: OfPixels<Uint8Array>
  viewsOfStill: (data: Uint8Array, width: number, height: number, channels: number, canvas: Uint8Array, kernels?: string) => Uint8Array
  shrink: (grey: Uint8Array, width: number, height: number, toWidth: number, toHeight: number) => Uint8Array
  /** For benches alone. */
  baseline: { plainPdq: OfPixels<Pdq> }
  hashIndex: AddonHashIndex
}

/** The version of the addon's face that this code speaks; native/cpp/addon.cpp carries the same. */
const VERSION = 2
const PLACE = join('native', 'build', 'paravent.node')
/** From native/ itself it is one folder up, from out/main/chunks/ three. */
const FOLDERS_UP = 4

/**
 * The addon's file, or null: native/build under the nearest folder above this code, which lies in native/ when run from its
 * sources and somewhere in out/main/ when bundled. A packaged app's native files lie beside its archive, not in it.
 */
export function locateAddon(from = dirname(fileURLToPath(import.meta.url))): string | null {
  let folder = from.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
  for (let up = 0; up <= FOLDERS_UP; up++) {
    const path = join(folder, PLACE)
    if (existsSync(path)) return path
    folder = dirname(folder)
  }
  return null
}

/** The addon, if it is there, loads, and is of this version; else the reason. */
export function loadAddon(path = locateAddon()): { addon: Addon } | { reason: string } {
  if (path === null) return { reason: 'it is not built' }
  const module = { exports: {} as Addon }
  try {
    process.dlopen(module, path)
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
  const { version } = module.exports
  return version === VERSION ? { addon: module.exports } : { reason: `it is version ${version}, not ${VERSION}` }
}

/** The addon, or null for the twin in TypeScript: by PARAVENT_NATIVE=off, or because it cannot be had, which is told once. */
export function chosenAddon(): Addon | null {
  if (process.env.PARAVENT_NATIVE === 'off') return null
  const found = loadAddon()
  if ('addon' in found) return found.addon
  // Each thread comes by here; one word is enough.
  if (isMainThread) {
    process.stderr.write(`Fingerprints are computed in TypeScript, many times slower than by the native addon: ${found.reason}.\n`)
  }
  return null
}
