import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnalyzerLimits } from '../../contract/analyzer.ts'
import { isCovered } from '../support/cover-energy.ts'
import { forkAnalyzer } from '../support/forked-analyzer.ts'
import type { ForkedAnalyzer, Outcome } from '../support/forked-analyzer.ts'
import { bitmapOf, drawn, drawnPixels, madeVideo } from '../support/made-media.ts'
import { hasInternetSocket } from '../support/internet-sockets.ts'
import { canRun } from '../support/programs.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { mutantsOf } from './mutants.ts'
import type { Mutant } from './mutants.ts'

const PICTURES = rounds('MUTANTS', 160)
const VIDEOS = Math.ceil(PICTURES / 4)
const SEED = rounds('SEED', 20261122)
/** Wall clock for one file, ms (promises.md, 4). */
const LIMIT = 10_000
const MEMORY_LIMIT = AnalyzerLimits.parse({}).memoryBytes

let analyzer: ForkedAnalyzer
let control: Uint8Array

beforeAll(async () => {
  analyzer = await forkAnalyzer({ limit: LIMIT })
  control = await drawn(64, 64).png().toBuffer()
})
afterAll(() => analyzer.close())

async function pictureSeeds(): Promise<Record<string, Uint8Array>> {
  const picture = drawn(160, 120)
  return {
    jpeg: await picture.clone().jpeg().toBuffer(),
    progressive: await picture.clone().jpeg({ progressive: true }).toBuffer(),
    png: await picture.clone().png().toBuffer(),
    gif: await picture.clone().gif().toBuffer(),
    webp: await picture.clone().webp().toBuffer(),
    lossless: await picture.clone().webp({ lossless: true }).toBuffer(),
    tiff: await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    avif: await picture.clone().avif({ effort: 0 }).toBuffer(),
  }
}

async function videoSeeds(): Promise<Record<string, Uint8Array>> {
  const source = ['testsrc2=s=96x64:r=10:d=2']
  const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']
  return {
    mp4: await madeVideo('a.mp4', source, [...h264, '-movflags', '+faststart']),
    mkv: await madeVideo('a.mkv', source, h264),
    webm: await madeVideo('a.webm', source, ['-c:v', 'libvpx', '-deadline', 'realtime']),
    avi: await madeVideo('a.avi', source, ['-c:v', 'mpeg4']),
    ts: await madeVideo('a.ts', source, h264),
    flv: await madeVideo('a.flv', source, ['-c:v', 'flv1']),
    bmp: bitmapOf(drawnPixels(160, 120), 160, 120),
  }
}

function peakMemoryOf(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** What the core relies on: an answer or a kill in time, hashes before anything else, nothing sharp. */
async function expectContained({ name }: Mutant, outcome: Outcome): Promise<void> {
  const told = { name, ended: outcome.ended, failed: outcome.answers.find(answer => answer.type === 'failed') }
  expect(told).toEqual({ name, ended: 'answered', failed: undefined })
  expect({ name, first: outcome.answers[0]?.type }).toEqual({ name, first: 'hashed' })
  expect(outcome.milliseconds).toBeLessThan(LIMIT)
  for (const { bytes, kind, seconds } of outcome.analysis?.derivatives ?? []) {
    expect({ name, kind, covered: (await isCovered(bytes, seconds?.length)).covered }).toEqual({ name, kind, covered: true })
  }
}

async function runAll(mutants: Mutant[]): Promise<Map<string, number>> {
  const tally = new Map<string, number>()
  for (const mutant of mutants) {
    const outcome = await analyzer.analyse(mutant.bytes)
    await expectContained(mutant, outcome)
    expect({ name: mutant.name, socket: hasInternetSocket(analyzer.pid) }).toEqual({ name: mutant.name, socket: false })
    const kind = outcome.analysis?.failure ?? (outcome.analysis?.damaged ? 'damaged' : 'decoded')
    tally.set(kind, (tally.get(kind) ?? 0) + 1)
  }
  return tally
}

function told(tally: Map<string, number>): string {
  return [...tally].map(([kind, count]) => `${count} ${kind}`).join(', ')
}

async function expectNextFileWorks(): Promise<void> {
  expect((await analyzer.analyse(control)).analysis).toMatchObject({ failure: null, width: 64, height: 64 })
}

test(`${PICTURES} damaged pictures each end with an answer in time and memory, and the next good one is analysed`, async () => {
  const tally = await runAll(mutantsOf(await pictureSeeds(), PICTURES, SEED))
  await expectNextFileWorks()
  expect([...tally.keys()]).toEqual(expect.arrayContaining(['decoded', 'damaged', 'picture.undecodable']))
  const peak = process.platform === 'linux' ? peakMemoryOf(analyzer.pid) : 0
  expect(peak).toBeLessThan(MEMORY_LIMIT)
  tellMeasured(`${PICTURES} damaged pictures (${told(tally)}): each answered in time, at most ${Math.round(peak / 2 ** 20)} MiB, 0 crashes, 0 sockets`)
}, PICTURES * 2000)

test.skipIf(!canRun('ffmpeg'))(`${VIDEOS} damaged videos each end with an answer in time, and the next good file is analysed`, async () => {
  const tally = await runAll(mutantsOf(await videoSeeds(), VIDEOS, SEED))
  await expectNextFileWorks()
  expect(tally.get('decoded') ?? 0).toBeGreaterThan(0)
  expect(tally.size).toBeGreaterThan(1)
  tellMeasured(`${VIDEOS} damaged videos (${told(tally)}): the same`)
}, VIDEOS * 4000)
