import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAddon } from '../../native/addon.ts'
import type { AddonHashIndex, IndexHandle } from '../../native/addon.ts'
import { buildHashIndex } from '../../native/index.ts'
import { loadIndexSnapshot, saveIndexSnapshot } from '../../workstation/matching/index-snapshot.ts'
import { hashAt, queriesAmong, randomHashes, skewedHashes } from '../support/made-hashes.ts'
import { median, percentile, rowOf, type Row, type Table } from './measure.ts'

const SIZES = [100_000, 1_000_000, 5_000_000, 10_000_000]
const MAX_DISTANCE = 31
const QUERIES = 300
const BATCH = 10_000
const RECALLED = 1000
const BUILDS = 5
/** Frames and crops of one picture, in the skewed hashes, and the bits by which each differs from it at most. */
const VARIANTS = 5000
const FLIPS = 40

/** Hashes of random bits, and of few pictures: queries, batch and build against our own scan, and the snapshot. */
export async function indexTables(): Promise<Table[]> {
  const found = loadAddon()
  if ('reason' in found) return [{ title: 'Index', unit: 'ms', rows: [], note: `No native addon (${found.reason}): nothing to measure but the scan in TypeScript.` }]
  const tables: Table[] = []
  for (const size of SIZES) {
    tables.push(await sizeTable(found.addon.hashIndex, `${shown(size)} random hashes`, randomHashes(size, size)))
    const pictures = Math.ceil(size / VARIANTS)
    const skewed = skewedHashes(size, pictures, FLIPS, size)
    tables.push(await sizeTable(found.addon.hashIndex, `${shown(size)} hashes, ${shown(VARIANTS)} each around ${shown(pictures)} pictures`, skewed))
  }
  return [...tables, await snapshotTable()]
}

function shown(count: number): string {
  return count.toLocaleString('en')
}

const idsOf = (size: number): Uint32Array => Uint32Array.from({ length: size }, (_, i) => i)

/** Milliseconds. */
async function timed(act: () => unknown): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

async function sizeTable(addon: AddonHashIndex, name: string, hashes: Uint8Array): Promise<Table> {
  const { handle, builds, work } = await built(addon, hashes)
  const queries = queriesAmong(hashes, BATCH, 1)
  const each = async (count: number, act: (query: Uint8Array) => unknown): Promise<number[]> => {
    const taken: number[] = []
    for (let at = 0; at < count; at += 1) taken.push(await timed(() => act(hashAt(queries, at))))
    return taken
  }
  const scanBy = (kernels: string | undefined, count: number) => each(count, (query) => addon.query(handle, query, MAX_DISTANCE, 'scan', kernels))
  await scanBy(undefined, 5)
  const scans = await scanBy(undefined, 25)
  const scan = `scan by ${addon.kernels[0]}`
  const others: Row[] = []
  for (const kernels of addon.kernels.slice(1)) others.push(rowOf(`scan by ${kernels}`, await scanBy(kernels, 9), scan))
  const query = await each(QUERIES, (one) => addon.query(handle, one, MAX_DISTANCE))
  const batch = await timed(() => addon.queryBatch(handle, queries, MAX_DISTANCE))
  const rows: Row[] = [
    rowOf(scan, scans),
    rowOf('plain read of the same memory', await each(25, () => addon.readRows(handle)), scan),
    ...others,
    rowOf('query', query, scan),
    { ...rowOf(`${scan}, 95 of 100 within`, scans), median: percentile(scans, 0.95) },
    { ...rowOf('query, 95 of 100 within', query, `${scan}, 95 of 100 within`), median: percentile(query, 0.95) },
    rowOf('50 scans, one after the other', [50 * median(scans)]),
    rowOf('build', builds, '50 scans, one after the other'),
    rowOf('first build, to which the system gives fresh memory', builds.slice(0, 1), '50 scans, one after the other'),
    rowOf('build, processor time by the cores', work, '50 scans, one after the other'),
    rowOf('10,000 scans, one after the other', [BATCH * median(scans)]),
    rowOf('10,000 queries in a batch', [batch], '10,000 scans, one after the other'),
  ]
  const { bytes, size } = addon.facts(handle)
  const missed = await missedBy(addon, handle, queries.subarray(0, RECALLED * 32))
  addon.dispose(handle)
  return { title: `Index: ${name}`, unit: 'ms', rows, note: `${(bytes / size).toFixed(1)} bytes a hash, all in. ${shown(RECALLED)} queries, of which ${missed} differ from the scan's answer.` }
}

/** The processor's time tells of a machine that has other work. */
async function built(addon: AddonHashIndex, hashes: Uint8Array): Promise<{ handle: IndexHandle; builds: number[]; work: number[] }> {
  const builds: number[] = []
  const work: number[] = []
  for (;;) {
    const handle = addon.create()
    const [given, ids] = [hashes.slice(), idsOf(hashes.length / 32)]
    const before = process.cpuUsage()
    builds.push(await timed(() => addon.build(handle, given, ids)))
    const { user, system } = process.cpuUsage(before)
    work.push((user + system) / 1000 / availableParallelism())
    if (builds.length === BUILDS) return { handle, builds, work }
    addon.dispose(handle)
  }
}

/** @throws Error where the index does not answer what a scan answers */
async function missedBy(addon: AddonHashIndex, handle: IndexHandle, queries: Uint8Array): Promise<number> {
  const answers = await Promise.all((['tables', 'quicker', 'scan'] as const).map((way) => addon.queryBatch(handle, queries, MAX_DISTANCE, way)))
  const [byTables, byQuicker, byScan] = answers.map(({ starts, ids, distances }) =>
    Array.from({ length: RECALLED }, (_, at) => `${ids.subarray(starts[at], starts[at + 1]).join()} ${distances.subarray(starts[at], starts[at + 1]).join()}`),
  )
  const missed = byScan!.filter((answer, at) => byTables![at] !== answer || byQuicker![at] !== answer).length
  if (missed > 0) throw new Error(`${missed} of ${RECALLED} queries were answered otherwise than by the scan`)
  return missed
}

/** From the sealed file to an index that answers. */
async function snapshotTable(): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-bench-'))
  const rows: Row[] = []
  try {
    for (const size of [1_000_000, 10_000_000]) {
      const place = { file: join(folder, 'bench.index'), key: randomBytes(32), listId: 'bench', revision: '1' }
      const index = await buildHashIndex(randomHashes(size, 2), idsOf(size))
      rows.push(rowOf(`save ${shown(size)} hashes, sealed and synced`, [await timed(() => saveIndexSnapshot(place, index))]))
      index.dispose()
      const loads: number[] = []
      for (let run = 0; run < 3; run += 1) loads.push(await timed(async () => (await loadIndexSnapshot(place))?.dispose()))
      rows.push(rowOf(`load ${shown(size)}: read, open, build`, loads))
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  return { title: 'Index: the sealed snapshot', unit: 'ms', rows }
}
