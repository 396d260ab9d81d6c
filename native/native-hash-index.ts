import type { AddonHashIndex, IndexHandle } from './addon.ts'
import { checkDistance, checkHash, checkIds, countOf, PAGE, takenOver } from './hash-index.ts'
import type { HashIndex, HashIndexOptions, Neighbour } from './hash-index.ts'

/** An empty index in the addon's memory. */
export function createNativeIndex(addon: AddonHashIndex, options: HashIndexOptions = {}): HashIndex {
  return faceOf(addon, addon.create(), options)
}

/** Takes the arrays over (they are detached where they are all of their buffers) and builds on all cores, off the event loop. */
export async function buildNativeIndex(addon: AddonHashIndex, hashes: Uint8Array, ids: Uint32Array, options: HashIndexOptions = {}): Promise<HashIndex> {
  countOf(hashes, ids)
  const handle = addon.create()
  await addon.build(handle, takenOver(hashes, Uint8Array), takenOver(ids, Uint32Array))
  return faceOf(addon, handle, options)
}

function faceOf(addon: AddonHashIndex, handle: IndexHandle, { onFailure = warn }: HashIndexOptions): HashIndex {
  const building = rebuilding(addon, handle, onFailure)
  return {
    get size() {
      return addon.facts(handle).size
    },
    get bytes() {
      return addon.facts(handle).bytes
    },
    query(hash, maxDistance) {
      checkHash(hash)
      checkDistance(maxDistance)
      return neighboursOf(addon.query(handle, hash, maxDistance))
    },
    async queryBatch(hashes, maxDistance) {
      countOf(hashes)
      checkDistance(maxDistance)
      return addon.queryBatch(handle, hashes, maxDistance)
    },
    add(hashes, ids) {
      countOf(hashes, ids)
      addon.add(handle, hashes, ids)
      building.whereWanted()
    },
    remove(ids) {
      checkIds(ids)
      const removed = addon.remove(handle, ids)
      building.whereWanted()
      return removed
    },
    *pages() {
      const next = addon.pages(handle, PAGE)
      for (let page = next(); page !== undefined; page = next()) yield page
    },
    settled: () => building.settled(),
    dispose() {
      if (building.stop()) addon.dispose(handle)
    },
  }
}

function neighboursOf(pairs: Uint32Array | undefined): Neighbour[] {
  const found: Neighbour[] = []
  if (pairs !== undefined) for (let at = 0; at < pairs.length; at += 2) found.push({ id: pairs[at]!, distance: pairs[at + 1]! })
  return found
}

/** Has tables built anew whenever the index asks for it, once at a time. */
function rebuilding(addon: AddonHashIndex, handle: IndexHandle, onFailure: (error: unknown) => void) {
  let running: Promise<void> | null = null
  let stopped = false
  /** After a failure: not again until this many hashes are scanned. */
  let notUnder = 0

  async function build(): Promise<void> {
    try {
      await addon.build(handle)
      notUnder = 0
    } catch (error) {
      if (!stopped) notUnder = addon.facts(handle).scanned * 2
      onFailure(error)
    }
    running = null
    if (!stopped) whereWanted()
  }

  function whereWanted(): void {
    if (running !== null) return
    const { wantsBuilding, scanned } = addon.facts(handle)
    if (wantsBuilding && scanned >= notUnder) running = build()
  }

  return {
    whereWanted,
    async settled() {
      while (running !== null) await running
    },
    /** Whether it was not stopped before. */
    stop() {
      const first = !stopped
      stopped = true
      return first
    },
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
