import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import sharp from 'sharp'
import { waves } from '../support/made-pictures.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'
import { median, type Table } from './measure.ts'

const FILES = 150
const RUNS = 3

/** Files a second from upload to fingerprints, matches and covered derivatives, against decoding alone; and what the window feels. */
export async function intakeTables(): Promise<Table[]> {
  const files = await Promise.all(Array.from({ length: FILES }, (_, seed) => waves(seed, 800, 600).jpeg({ quality: 88 }).toBuffer()))
  const rates: number[] = []
  const decoding: number[] = []
  const delays: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    decoding.push(FILES / (await seconds(() => Promise.all(files.map((file) => sharp(file).raw().toBuffer())))))
    const { rate, delay } = await takeIn(files)
    rates.push(rate)
    delays.push(delay)
  }
  return [
    {
      title: `Intake of ${FILES} JPEGs of 800 × 600`,
      unit: 'files/s',
      rows: [
        { what: 'decode alone, all cores', median: median(decoding), runs: RUNS },
        { what: 'from upload to queue', median: median(rates), runs: RUNS, against: 'decode alone, all cores' },
      ],
      note: 'Through the workstation’s own handler: upload in chunks, sealing, analysis in processes of their own, matching, queue.',
    },
    {
      title: 'Event loop of the workstation meanwhile',
      unit: 'ms, p99 of the delay',
      rows: [{ what: 'while they are taken in', median: median(delays), runs: RUNS }],
      note: 'The uploads come from the same process here, which counts against it.',
    },
  ]
}

async function takeIn(files: readonly Buffer[]): Promise<{ rate: number; delay: number }> {
  const workstation = openTestWorkstation({ analyzer: 'real', ports: { clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() } } })
  const loop = monitorEventLoopDelay({ resolution: 1 })
  try {
    await workstation.setUp()
    loop.enable()
    const taken = await seconds(async () => {
      await upload(workstation, files)
      await untilAnalysed(workstation, files.length)
    })
    loop.disable()
    return { rate: files.length / taken, delay: loop.percentile(99) / 1e6 }
  } finally {
    await workstation.close()
  }
}

async function upload(workstation: TestWorkstation, files: readonly Buffer[]): Promise<void> {
  const report = { source: 'public_form', receivedAt: new Date().toISOString() }
  const { intakeId } = (await workstation.call('POST', '/api/intakes', { report })).body
  for (const [index, file] of files.entries()) {
    const { uploadId } = (await workstation.call('POST', `/api/intakes/${intakeId}/uploads`, { path: `${index}.jpg`, bytes: file.length })).body
    const headers = { 'X-Offset': '0', 'X-Digest': createHash('sha256').update(file).digest('hex'), 'Content-Type': 'application/octet-stream' }
    await workstation.request(`/api/uploads/${uploadId}`, { method: 'PUT', headers, body: new Uint8Array(file) })
    await workstation.call('POST', `/api/uploads/${uploadId}/finish`)
  }
  await workstation.call('POST', `/api/intakes/${intakeId}/finish`)
}

async function untilAnalysed(workstation: TestWorkstation, count: number): Promise<void> {
  for (;;) {
    const { rows } = (await workstation.call('GET', '/api/queue?limit=200')).body as { rows: { mediaState: string }[] }
    if (rows.filter((row) => row.mediaState === 'ready').length === count) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}
