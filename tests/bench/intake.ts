import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import sharp from 'sharp'
import type { QueuePage, StartedIntake, UploadState } from '../../contract/api.ts'
import { startAnalyzer } from '../../preview/analyzer-process.ts'
import { waves } from '../support/made-pictures.ts'
import { succeed } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'
import { median, rowOf, type Table } from './measure.ts'
import { processorTimeOf } from './processor-time.ts'

const FILES = 150
const RUNS = 3
const DECODE = 'decode alone, all cores'

/** What one run measured; times in milliseconds, of a file where they are not of the first. */
interface Taken {
  first: number
  upload: number
  analysis: number
  core: number
  analyzers: number | null
  delay: number
}

/** Files a second from upload to fingerprints, matches and covered derivatives, against decoding alone; its processor time; and what the window feels. */
export async function intakeTables(): Promise<Table[]> {
  const files = await Promise.all(Array.from({ length: FILES + 1 }, (_, seed) => waves(seed, 800, 600).jpeg({ quality: 88 }).toBuffer()))
  const decoding: { wall: number; processor: number }[] = []
  const taken: Taken[] = []
  for (let run = 0; run < RUNS; run += 1) {
    decoding.push(await decode(files.slice(1)))
    taken.push(await takeIn(files))
  }
  const of = (what: string, read: (run: Taken) => number, against?: string) => rowOf(what, taken.map(read), against)
  const analyzers = taken.flatMap((run) => run.analyzers ?? [])
  return [
    {
      title: `Intake of ${FILES} JPEGs of 800 × 600`,
      unit: 'files/s',
      rows: [
        rowOf(DECODE, decoding.map(({ wall }) => 1000 / wall)),
        of('from upload to queue', ({ upload, analysis }) => 1000 / (upload + analysis), DECODE),
        of('upload and sealing alone', ({ upload }) => 1000 / upload, DECODE),
        of('analysis, matching and queue alone', ({ analysis }) => 1000 / analysis, DECODE),
      ],
      note: `Through the workstation’s own handler, one file after another. The first file, which starts an analyzer, is not among them: it took ${Math.round(median(taken.map(({ first }) => first)))} ms.`,
    },
    {
      title: 'Processor time of an intake, all threads of a process together',
      unit: 'ms a file',
      rows: [
        rowOf('decode alone', decoding.map(({ processor }) => processor)),
        of('the core, and who sends to it', ({ core }) => core, 'decode alone'),
        ...(analyzers.length === 0 ? [] : [rowOf('analyzers', analyzers, 'decode alone')]),
      ],
    },
    {
      title: 'Event loop of the workstation meanwhile',
      unit: 'ms, p99 of the delay',
      rows: [of('while they are taken in', ({ delay }) => delay)],
      note: 'The uploads come from the same process here, which counts against it.',
    },
  ]
}

async function decode(files: readonly Buffer[]): Promise<{ wall: number; processor: number }> {
  const before = process.cpuUsage()
  const wall = await time(() => Promise.all(files.map((file) => sharp(file).raw().toBuffer())))
  return { wall: wall / files.length, processor: since(before) / files.length }
}

async function takeIn([first, ...files]: readonly Buffer[]): Promise<Taken> {
  const pids: number[] = []
  const workstation = openTestWorkstation({
    ports: { clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() }, startAnalyzer: () => starting(pids) },
  })
  const loop = monitorEventLoopDelay({ resolution: 1 })
  try {
    await workstation.setUp()
    const { analysis: analyses } = await workstation.workstation.unlock('amelie', PASSPHRASE)
    const warming = await time(async () => {
      await upload(workstation, [first!])
      await analyses.idle()
    })
    const [core, analyzers] = [process.cpuUsage(), processorTimeOf(pids)]
    loop.enable()
    const uploading = await time(() => upload(workstation, files))
    // Told by the core itself: asking for the queue again and again would be a good part of what is measured.
    const analysing = await time(() => analyses.idle())
    loop.disable()
    const [spent, ended] = [since(core), processorTimeOf(pids)]
    await refuseUnfinished(workstation, files.length + 1)
    return {
      first: warming,
      upload: uploading / files.length,
      analysis: analysing / files.length,
      core: spent / files.length,
      analyzers: ended === null || analyzers === null ? null : (ended - analyzers) / files.length,
      delay: loop.percentile(99) / 1e6,
    }
  } finally {
    await workstation.close()
  }
}

function starting(pids: number[]): ReturnType<typeof startAnalyzer> {
  const analyzer = startAnalyzer(`${import.meta.dirname}/../../analyzer/main.ts`)
  if (analyzer.pid !== undefined) pids.push(analyzer.pid)
  return analyzer
}

async function upload(workstation: TestWorkstation, files: readonly Buffer[]): Promise<void> {
  const report = { source: 'public_form', receivedAt: new Date().toISOString() }
  const { intakeId } = await succeed<StartedIntake>(workstation, 'POST', '/api/intakes', { report })
  for (const [index, file] of files.entries()) {
    const { uploadId } = await succeed<UploadState>(workstation, 'POST', `/api/intakes/${intakeId}/uploads`, { path: `${index}.jpg`, bytes: file.length })
    const headers = { 'X-Offset': '0', 'X-Digest': createHash('sha256').update(file).digest('hex'), 'Content-Type': 'application/octet-stream' }
    await workstation.request(`/api/uploads/${uploadId}`, { method: 'PUT', headers, body: new Uint8Array(file) })
    await succeed(workstation, 'POST', `/api/uploads/${uploadId}/finish`)
  }
  await succeed(workstation, 'POST', `/api/intakes/${intakeId}/finish`)
}

/** @throws Error unless all of them are in the queue, ready. */
async function refuseUnfinished(workstation: TestWorkstation, count: number): Promise<void> {
  const { rows } = await succeed<QueuePage>(workstation, 'GET', '/api/queue?limit=200')
  const ready = rows.filter(({ mediaState }) => mediaState === 'ready').length
  if (ready !== count) throw new Error(`${ready} of ${count} files are ready`)
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

/** Milliseconds of this process. */
function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
