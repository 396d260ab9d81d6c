import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AnalyzerLimits } from '../../contract/analyzer.ts'
import type { AnalyzerAnswer, FileSource } from '../../contract/analyzer.ts'
import { newScratchFile, writeScratch } from '../../analyzer/scratch.ts'
import { startAnalyzer } from '../../preview/analyzer-process.ts'
import { createAnalyzerWorker } from '../../workstation/analysis/analyzer-worker.ts'
import { readMemory } from '../../workstation/analysis/memory.ts'
import type { AnalyzerProcess } from '../../workstation/ports.ts'
import { canRun } from '../support/programs.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'

/** A long video in the core's own hands: what the analyzer holds, how often it tells, how soon it lets go. */

const MINUTES = rounds('VIDEO_MINUTES', 2)
const SECONDS = MINUTES * 60
/** Linux alone tells what a process holds. */
const canTry = process.platform === 'linux' && canRun('ffmpeg') && canRun('ffprobe')
const MIB = 1024 * 1024

const call = promisify(execFile)
let folder: string
let source: FileSource

async function longVideo(): Promise<Uint8Array> {
  const [piece, whole] = [join(folder, 'piece.mp4'), join(folder, 'whole.mp4')]
  const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '35', '-pix_fmt', 'yuv420p']
  await call('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=20', ...encoding, piece])
  await call('ffmpeg', ['-v', 'error', '-nostdin', '-stream_loop', String(SECONDS / 20 - 1), '-i', piece, '-c', 'copy', whole])
  return readFile(whole)
}

beforeAll(async () => {
  if (!canTry) return
  folder = await mkdtemp(join(tmpdir(), 'paravent-long-'))
  const bytes = await longVideo()
  const file = newScratchFile(folder)
  await writeScratch(file, [bytes])
  source = { kind: 'scratch', ...file, bytes: bytes.length }
}, 120_000)
afterAll(() => canTry && rm(folder, { recursive: true }))

/** The core's own way to the analyzer, with what it heard on the way. */
function job() {
  const limits = AnalyzerLimits.parse({})
  const heard: { at: number; fraction: number }[] = []
  let running: AnalyzerProcess | null = null
  const worker = createAnalyzerWorker({
    limits,
    readMemory,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
    startAnalyzer() {
      running = startAnalyzer(join(import.meta.dirname, '../../analyzer/main.ts'))
      running.onAnswer((answer: AnalyzerAnswer) => {
        if (answer.type === 'progress') heard.push({ at: performance.now(), fraction: answer.fraction })
      })
      return running
    },
  })
  const request = { type: 'analyse' as const, job: 'long', source, scratch: folder, limits, everyFrame: false, inColour: false }
  const bytes = source.kind === 'scratch' ? source.bytes : 0
  const run = (signal: AbortSignal, everyFrame = false): ReturnType<typeof worker.run> => worker.run({ ...request, everyFrame }, { picture: false, bytes, signal })
  return { worker, heard, pid: () => running?.pid, run }
}

/** Processes that name this test's folder. */
function decoders(): string[] {
  return readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && commandOf(pid).includes(`crypto:${folder}`))
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

async function until(holds: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!holds() && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 10))
  return holds()
}

describe.skipIf(!canTry)(`a video of ${MINUTES} minutes (on Linux, with ffmpeg)`, () => {
  test('is hashed every second, in bounded memory, and tells how far it is at least every two seconds', async () => {
    const { worker, heard, pid, run } = job()
    let most: number[] = [0, 0]
    const looking = setInterval(async () => {
      const held = await readMemory(pid() ?? 0)
      most = [Math.max(most[0]!, held?.[0] ?? 0), Math.max(most[1]!, ...(held ?? [0]).slice(1))]
    }, 200)
    const start = performance.now()
    const answer = await run(new AbortController().signal)
    clearInterval(looking)
    worker.close()
    const gaps = heard.slice(1).map(({ at }, i) => at - heard[i]!.at)
    const taken = ((performance.now() - start) / 1000).toFixed(0)
    const [analyzer, ffmpeg] = most.map(bytes => (bytes / MIB).toFixed(0))
    tellMeasured(`${MINUTES} minutes of video in ${taken} s; analyzer ${analyzer} MiB, ffmpeg ${ffmpeg} MiB at most; progress at most ${Math.max(...gaps).toFixed(0)} ms apart`)
    expect(answer).toMatchObject({ type: 'analysed', untrusted: { failure: null, damaged: false } })
    const seconds = answer.type === 'analysed' ? answer.untrusted.frames.map(frame => Math.round(frame.seconds)) : []
    expect(seconds).toEqual(Array.from({ length: SECONDS }, (_, second) => second))
    expect(heard.map(({ fraction }) => fraction)).toEqual(heard.map(({ fraction }) => fraction).toSorted((a, b) => a - b))
    expect(Math.max(...gaps)).toBeLessThan(2000)
    expect(most[0]!).toBeGreaterThan(0)
    expect(Math.max(...most)).toBeLessThan(512 * MIB)
  }, 900_000)

  test('is given up within a second of the cancel, with its decoder', async () => {
    const { heard, run } = job()
    const controller = new AbortController()
    const running = run(controller.signal, true)
    running.catch(() => undefined)
    expect(await until(() => heard.length > 0, 30_000)).toBe(true)
    expect(decoders().length).toBeGreaterThan(0)
    const start = performance.now()
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    expect(await until(() => decoders().length === 0, 5000)).toBe(true)
    const taken = performance.now() - start
    tellMeasured(`cancelled, decoder gone, in ${taken.toFixed(0)} ms`)
    expect(taken).toBeLessThan(1000)
  }, 60_000)
})
