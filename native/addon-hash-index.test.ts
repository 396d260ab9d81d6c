import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { hashAt, queriesAmong, randomHashes, skewedHashes } from '../tests/support/made-hashes.ts'
import { loadAddon } from './addon.ts'
import type { AddonHashIndex, IndexHandle } from './addon.ts'
import { buildHashIndex } from './index.ts'
import { buildScanIndex } from './scan-hash-index.ts'

const found = process.env['PARAVENT_NATIVE'] === 'off' ? { reason: 'PARAVENT_NATIVE=off' } : loadAddon()
const addon = ('addon' in found ? found.addon.hashIndex : null) as AddonHashIndex
const whyNot = 'reason' in found ? ` (skipped, no addon: ${found.reason})` : ''
const noLimits = process.platform !== 'linux' || spawnSync('prlimit', ['--version']).status !== 0

const QUERIES = 1000
const DISTANCES = [0, 7, 15, 24, 25, 30, 31]
const DATA: [string, () => Uint8Array][] = [
  ['too few for tables', () => randomHashes(2000, 1)],
  ['random, 40,000', () => randomHashes(40_000, 2)],
  ['random, 100,000', () => randomHashes(100_000, 3)],
  ['crops and frames of 2,000 pictures', () => skewedHashes(100_000, 2000, 60, 4)],
  ['crops and frames of 40 pictures', () => skewedHashes(60_000, 40, 60, 5)],
  ['one hash 2,000 times', () => Buffer.concat([randomHashes(40_000, 6), Buffer.alloc(64_000, 0x5a)])],
  ['one chunk alike in all', () => randomHashes(50_000, 7).map((byte, at) => (at % 32 < 2 ? 0x33 : byte))],
]

const idsOf = (hashes: Uint8Array): Uint32Array => Uint32Array.from({ length: hashes.length / 32 }, (_, i) => i)

async function built(hashes: Uint8Array): Promise<IndexHandle> {
  const handle = addon.create()
  await addon.build(handle, hashes.slice(), idsOf(hashes))
  return handle
}

const megabytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}

describe.skipIf(whyNot !== '')(`the native index of hashes${whyNot}`, () => {
  test.each(DATA)('finds what a scan finds, by tables and by whatever is quicker, with every set of instructions: %s', async (_name, make) => {
    const hashes = new Uint8Array(make())
    const [handle, twin] = [await built(hashes), buildScanIndex(hashes.slice(), idsOf(hashes))]
    const queries = queriesAmong(hashes, QUERIES, 9)
    const differences: unknown[] = []
    for (let at = 0; at < QUERIES; at += 1) {
      const [query, maxDistance] = [hashAt(queries, at), DISTANCES[at % DISTANCES.length]!]
      const expected = addon.query(handle, query, maxDistance, 'scan')?.join() ?? ''
      // The scan in TypeScript shares no line with any of these; it is slow, so each tenth query asks it too.
      const byTwin = at % 10 === 0 ? twin.query(query, maxDistance).flatMap(({ id, distance }) => [id, distance]).join() : expected
      for (const kernels of addon.kernels) {
        for (const way of at % 10 === 0 ? (['tables', 'quicker', 'scan'] as const) : (['tables', 'quicker'] as const)) {
          const told = addon.query(handle, query, maxDistance, way, kernels)?.join() ?? ''
          if (told !== expected || byTwin !== expected) differences.push({ at, maxDistance, way, kernels, told, expected, byTwin })
        }
      }
    }
    expect(differences.slice(0, 3)).toEqual([])
    addon.dispose(handle)
  }, 120_000)

  test('searches random hashes by tables in less time than by a scan, and crowded ones never in much more', async () => {
    const time = (handle: IndexHandle, queries: Uint8Array, way: 'quicker' | 'scan'): number => {
      const start = performance.now()
      for (let at = 0; at < queries.length / 32; at += 1) addon.query(handle, hashAt(queries, at), 31, way)
      return performance.now() - start
    }
    for (const [hashes, most] of [[randomHashes(200_000, 1), 0.7], [skewedHashes(200_000, 5, 40, 2), 1.5]] as const) {
      const [handle, queries] = [await built(hashes), queriesAmong(hashes, 200, 3)]
      const ratios = Array.from({ length: 5 }, () => time(handle, queries, 'quicker') / time(handle, queries, 'scan'))
      expect(Math.min(...ratios)).toBeLessThan(most)
    }
  })

  test('takes at most 100 bytes a hash and 4.3 MB, and gives all of it back', async () => {
    const before = megabytes()
    for (let round = 0; round < 6; round += 1) {
      const handle = await built(randomHashes(300_000, round))
      expect(addon.facts(handle).bytes).toBeLessThan(300_000 * 100 + 4.3e6)
      addon.dispose(handle)
    }
    // Six of 34 MB were built, besides the hashes.
    expect(megabytes() - before).toBeLessThan(60)
  })

  test('lets the event loop run while it is built and asked', async () => {
    const hashes = randomHashes(400_000, 1)
    const queries = queriesAmong(hashes, 20_000, 2)
    let turns = 0
    const turning = setInterval(() => (turns += 1), 1)
    const index = await buildHashIndex(hashes, idsOf(hashes))
    const afterBuild = turns
    await index.queryBatch(queries, 31)
    clearInterval(turning)
    expect(afterBuild).toBeGreaterThan(5)
    expect(turns - afterBuild).toBeGreaterThan(5)
    index.dispose()
  })

  test('works in worker threads, also those that end in the middle of it, and leaves nothing behind', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      Promise.all([import(workerData.face), import(workerData.hashes)]).then(async ([{ buildHashIndex }, { randomHashes }]) => {
        const index = await buildHashIndex(randomHashes(150_000, 1), Uint32Array.from({ length: 150_000 }, (_, i) => i))
        index.add(randomHashes(40_000, 2), new Uint32Array(40_000))
        void index.queryBatch(randomHashes(3000, 1), 31)
        parentPort.postMessage(index.query(randomHashes(1, 1), 0))
      })
    `
    const workerData = { face: join(import.meta.dirname, 'index.ts'), hashes: join(import.meta.dirname, '../tests/support/made-hashes.ts') }
    const run = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const worker = new Worker(code, { eval: true, workerData })
        worker.once('error', reject)
        // It is building tables anew and answering a batch when it is ended.
        worker.once('message', told => worker.terminate().then(() => resolve(told), reject))
      })
    await run()
    const before = megabytes()
    for (let round = 0; round < 8; round += 1) expect(await run()).toEqual([{ id: 0, distance: 0 }])
    expect(megabytes() - before).toBeLessThan(60)
  }, 60_000)

  test.skipIf(noLimits)('says ENOMEM where memory runs out while it is built, and goes on with what it has (skipped where no limit can be set)', () => {
    const code = `
      import { spawnSync } from 'node:child_process'
      import { readFileSync } from 'node:fs'
      const { buildHashIndex } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
      const { randomHashes } = await import(${JSON.stringify(join(import.meta.dirname, '../tests/support/made-hashes.ts'))})
      const ids = count => Uint32Array.from({ length: count }, (_, i) => i)
      let failures = []
      const index = await buildHashIndex(randomHashes(40_000, 1), ids(40_000), { onFailure: error => failures.push(error.code) })
      const [many, more] = [[randomHashes(1_000_000, 2), ids(1_000_000)], [randomHashes(600_000, 3), ids(600_000)]]
      const used = Number(/VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
      spawnSync('prlimit', ['--pid', String(process.pid), '--as=' + (used + 60_000_000)])
      const failed = await buildHashIndex(...many).then(() => 'built', error => error.code)
      index.add(...more)
      await index.settled()
      console.log(JSON.stringify([failed, failures, index.size, index.query(randomHashes(1, 1), 0), index.query(randomHashes(1, 3), 0)]))
    `
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
    expect(run.stdout, run.stderr).toBe(`${JSON.stringify(['ENOMEM', ['ENOMEM'], 640_000, [{ id: 0, distance: 0 }], [{ id: 0, distance: 0 }]])}\n`)
  })

  test('refuses handles, ways and sets of instructions that are none', () => {
    const handle = addon.create()
    const hash = new Uint8Array(32)
    expect(() => addon.query({} as IndexHandle, hash, 31)).toThrow(RangeError)
    expect(() => addon.query(null as unknown as IndexHandle, hash, 31)).toThrow(RangeError)
    expect(() => addon.query(handle, hash, 31, 'guess' as 'scan')).toThrow(RangeError)
    expect(() => addon.query(handle, hash, 31, 'scan', 'abacus')).toThrow(RangeError)
    expect(() => addon.add(handle, new Uint8Array(64), new Uint32Array(1))).toThrow(RangeError)
    expect(() => addon.build(handle, new Uint8Array(64), new Uint32Array(1))).toThrow(RangeError)
    expect(() => addon.pages(handle, 0)).toThrow(RangeError)
    expect(addon.query(handle, hash, 31)).toBeUndefined()
  })
})
