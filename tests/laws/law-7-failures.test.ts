import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ItemDetail, QueuePage } from '../../contract/api.ts'
import { startAnalyzer } from '../../preview/analyzer-process.ts'
import { poolSize } from '../../workstation/analysis/analysis.ts'
import { bombPng, drawn, madeVideo, pngClaiming } from '../support/made-media.ts'
import { seeded } from '../support/made-pictures.ts'
import { canRun } from '../support/programs.ts'
import { codeOf, succeed, takeIn, whenAnalysed, type ReportedFile } from '../support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'

/**
 * Law 7: a failure is an item, not a crash. The analyzer's process is really hung, killed, ended and filled by a file; each becomes an item of the
 * queue, marked, with its reason, that can be looked at and decided; and the files after it are analysed.
 */

const ENTRY = fileURLToPath(new URL('../support/hostile-analyzer.ts', import.meta.url))
/** The core's patience, some four times shorter: its limits are read off this clock. */
const HASTE = 4

let t: TestWorkstation
let queue: QueuePage
let itemOf: Map<string, string>
const pids: number[] = []

const picture = (seed: number): Promise<Buffer> => drawn(320, 240, seed).png().toBuffer()
const withWord = async (word: string, seed: number): Promise<Buffer> => Buffer.concat([await picture(seed), Buffer.from(word)])

/** What ends the process, what cannot be decoded, and between them what can. */
async function makeFiles(): Promise<(ReportedFile & { failure: string | null })[]> {
  const broken = canRun('ffmpeg') ? [{ name: 'cut.mp4', bytes: (await madeVideo('a.mp4', ['testsrc=s=160x120:r=5:d=2'], ['-pix_fmt', 'yuv420p'])).subarray(0, 3000), failure: 'video.undecodable' }] : []
  return [
    { name: 'hang.png', bytes: await withWord('PARAVENT-HANG', 1), failure: 'analyzer.time_limit' },
    { name: 'good 1.png', bytes: await picture(11), failure: null },
    { name: 'segv.png', bytes: await withWord('PARAVENT-SEGV', 2), failure: 'analyzer.crashed' },
    { name: 'good 2.png', bytes: await picture(12), failure: null },
    { name: 'exit.png', bytes: await withWord('PARAVENT-EXIT', 3), failure: 'analyzer.crashed' },
    { name: 'bloat.png', bytes: await withWord('PARAVENT-BLOAT', 4), failure: 'analyzer.memory_limit' },
    { name: 'good 3.png', bytes: await picture(13), failure: null },
    { name: 'bomb.png', bytes: bombPng(20_000, 20_000), failure: 'picture.too_many_pixels' },
    { name: 'claim.png', bytes: pngClaiming(40_000, 40_000), failure: 'picture.too_many_pixels' },
    { name: 'noise.bin', bytes: Buffer.from(Array.from({ length: 5000 }, seeded(7)).map((value) => value * 256)), failure: 'file.unknown_type' },
    { name: 'empty.jpg', bytes: new Uint8Array(), failure: 'file.empty' },
    ...broken,
    { name: 'good 4.png', bytes: await picture(14), failure: null },
  ]
}

let files: Awaited<ReturnType<typeof makeFiles>>
beforeAll(async () => {
  files = await makeFiles()
  t = openTestWorkstation({
    ports: {
      clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() * HASTE },
      startAnalyzer() {
        const analyzer = startAnalyzer(ENTRY)
        if (analyzer.pid !== undefined) pids.push(analyzer.pid)
        return analyzer
      },
    },
  })
  await t.setUp()
  const { itemIds } = await takeIn(t, files)
  itemOf = new Map(files.map(({ name }, i) => [name, itemIds[i]!]))
  queue = await whenAnalysed(t)
}, 90_000)
afterAll(() => t.close())

const detailOf = (name: string): Promise<ItemDetail> => succeed(t, 'GET', `/api/items/${itemOf.get(name)}`)

/** A process that ended and that nobody has waited for yet (Z) is dead for us. */
function isAlive(pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'))
}

describe('a file that crashes, hangs, bloats or fools the analyzer', () => {
  test('is an item that waits, marked, with its reason; every file beside it is ready', async () => {
    expect(queue.total).toBe(files.length)
    for (const { name, failure } of files) {
      const row = queue.rows.find(({ id }) => id === itemOf.get(name))
      expect([row?.state, row?.mediaState, row?.failure], name).toEqual(['waiting', failure === null ? 'ready' : 'failed', failure])
    }
  })

  test('stands in the view of what failed, and nothing else does', async () => {
    const failed = await succeed<QueuePage>(t, 'GET', '/api/queue?view=failed&limit=100')
    const expected = files.filter(({ failure }) => failure !== null).map(({ name }) => itemOf.get(name))
    expect(failed.rows.map(({ id }) => id).sort()).toEqual(expected.sort())
    expect(failed.counts.failed).toBe(expected.length)
  })

  test('keeps its bytes and shows nothing; the process that met it is gone', async () => {
    for (const name of ['hang.png', 'segv.png', 'bloat.png', 'bomb.png']) {
      expect((await detailOf(name)).media[0], name).toMatchObject({ state: 'failed', here: true, thumbnailUrl: null, coveredUrl: null, strip: null })
      const ask = { sha256: (await detailOf(name)).media[0]!.sha256, rung: 'full', manner: 'hold' }
      expect(await codeOf(t, 'POST', `/api/items/${itemOf.get(name)}/reveals`, ask)).toBe('media.not_ready')
    }
    // Each of the four was met twice, by a process of its own.
    expect(pids.length).toBeGreaterThan(4)
    expect(pids.filter(isAlive).length).toBeLessThanOrEqual(poolSize(availableParallelism()) + 1)
  })

  test('can be decided as any other, and tried again without harm', async () => {
    await detailOf('segv.png')
    const { itemState } = await succeed<{ itemState: string }>(t, 'POST', `/api/items/${itemOf.get('segv.png')}/decisions`, { outcome: 'not_ours' })
    expect(itemState).toBe('decided')
    await succeed(t, 'POST', `/api/items/${itemOf.get('exit.png')}/retry`)
    await whenAnalysed(t)
    expect((await detailOf('exit.png')).media[0]).toMatchObject({ state: 'failed', failure: 'analyzer.crashed' })
    const after = await takeIn(t, [{ name: 'after all.png', bytes: await picture(15) }])
    await whenAnalysed(t)
    expect((await succeed<ItemDetail>(t, 'GET', `/api/items/${after.itemIds[0]}`)).media[0]?.state).toBe('ready')
  })
})
