import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { encoderOf, madePicture } from '../support/recall/pictures.ts'
import { median, type Table } from './measure.ts'

const FILES = 24
const RUNS = 9
const WAYS = {
  decode: 'decode alone',
  givenBack: 'header and decode alone, pixels given back at once',
  plain: 'file → file hashes, PDQ, covered derivatives',
  whole: 'the same with all views (what an analyzer does)',
}

/** Files a second through what an analyzer does, on all cores, against decoding alone, by turns in the same run. */
export async function analysisTables(): Promise<Table[]> {
  const files = await Promise.all(Array.from({ length: FILES }, async (_, seed) => new Uint8Array(await encoderOf(await madePicture(seed, 2)).jpeg({ quality: 85 }).toBuffer())))
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(new URL('analysis-worker.ts', import.meta.url)))
  const rates = Object.fromEntries(Object.keys(WAYS).map((way) => [way, [] as number[]]))
  for (let run = -1; run < RUNS; run += 1) {
    for (const way of Object.keys(WAYS)) {
      const start = performance.now()
      await Promise.all(workers.map(async (worker) => [worker.postMessage({ way, files }), await once(worker, 'message')]))
      if (run >= 0) rates[way]!.push((FILES * workers.length * 1000) / (performance.now() - start))
    }
  }
  await Promise.all(workers.map((worker) => worker.terminate()))
  const bytes = files.reduce((sum, file) => sum + file.length, 0)
  return [
    {
      title: `${FILES} JPEGs of about 1600 × 1200, ${Math.round(bytes / FILES / 1024)} KB each, on ${workers.length} cores`,
      unit: 'files/s',
      rows: Object.entries(WAYS).map(([way, what]) => ({ what, median: median(rates[way]!), runs: RUNS, ...(way === 'decode' ? {} : { against: WAYS.decode }) })),
      note: 'A core each, one file after another; without the channel between the processes.',
    },
  ]
}
