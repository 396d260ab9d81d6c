import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { openEmbeddedHub } from '../../hub/embedded.ts'
import { waves } from '../support/made-pictures.ts'
import { median, type Table } from './measure.ts'
import { openPage, type BenchPage } from './window/page.ts'
import { startWorkstation } from './window/process.ts'
import type { Delay } from './window/workstation-process.ts'

const FILES = 500
const LIST_ROWS = 20_000
const RUNS = 3
const PASSWORD = 'a password of the bench'

/** What the window feels while files are taken in, searched and reviewed: the delay of the workstation's own event loop. */
export async function windowTables(): Promise<Table[]> {
  const files = await Promise.all(Array.from({ length: FILES }, (_, seed) => waves(seed, 200, 150).resize(800, 600).jpeg({ quality: 88 }).toBuffer()))
  const delays: Delay[] = []
  const rates: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const { delay, seconds } = await work(files)
    delays.push(delay)
    rates.push(FILES / seconds)
  }
  const row = (what: string, values: number[]): Table['rows'][number] => ({ what, median: median(values), runs: RUNS })
  return [
    {
      title: `Event loop of the workstation while ${FILES} files are taken in, searched and reviewed`,
      unit: 'ms of delay',
      rows: [row('p50', delays.map((it) => it.p50)), row('p99', delays.map((it) => it.p99)), row('longest', delays.map((it) => it.max))],
      note: `The preview shell in a process of its own; from another, over HTTP: uploads, searches, page loads, items opened and decided, a list of ${LIST_ROWS} rows; a hub beside.`,
    },
    {
      title: 'The files meanwhile',
      unit: 'files/s',
      rows: [row('from upload to ready for review', rates)],
    },
  ]
}

async function work(files: readonly Buffer[]): Promise<{ delay: Delay; seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-window-'))
  const hub = await openEmbeddedHub({ dir: join(folder, 'hub') })
  const login = 'supervisor'
  await hub.hub.people.add({ id: v7(), login, name: 'Bench', role: 'supervisor' }, PASSWORD)
  const { code } = await hub.hub.people.makeCode(login)
  const workstation = await startWorkstation(join(folder, 'profile'), hub.url)
  try {
    const page = await openPage(workstation.address)
    await page.setUp({ hubUrl: hub.url, login, password: PASSWORD, code, passphrase: 'ripples on a quiet lake' })
    workstation.watch()
    const start = performance.now()
    await busy(page, files)
    return { delay: await workstation.delay(), seconds: (performance.now() - start) / 1000 }
  } finally {
    await workstation.close()
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Half of the files first, so that there is something to review while the others come. */
async function busy(page: BenchPage, files: readonly Buffer[]): Promise<void> {
  const half = files.length / 2
  const over = new AbortController()
  const analysed = listen(page, files.length, over.signal)
  await page.takeIn(files.slice(0, half))
  const person = Promise.all([review(page, over.signal), search(page, over.signal)])
  const list = { name: 'Bench', trust: 'verified', format: 'csv' } as const
  await Promise.all([page.takeIn(files.slice(half)), page.importList(list, listOf(files)), analysed])
  over.abort()
  await person
}

/** Loads the queue anew at each of its signals, as the page does. Settles when so many were analysed. */
function listen(page: BenchPage, count: number, over: AbortSignal): Promise<void> {
  const all = Promise.withResolvers<void>()
  let loading = false
  let analysed = 0
  const reload = async (): Promise<void> => {
    if (loading) return
    loading = true
    await page.queue('view=waiting&limit=50')
    loading = false
  }
  page
    .listen(over, (signal) => {
      if (signal.type === 'queue') reload().catch(all.reject)
      if (signal.type !== 'analysis') return
      const { waiting, running, done, failed } = signal.analysis
      // It counts anew once nothing is left to do.
      if (waiting + running === 0) analysed += done + failed
      if (analysed >= count) all.resolve()
    })
    .catch(all.reject)
  return all.promise
}

/** A brisk person: an item every quarter of a second. */
async function review(page: BenchPage, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const { rows } = await page.queue('view=waiting&limit=50')
    const ready = rows.find((row) => row.mediaState === 'ready')
    if (ready !== undefined) {
      await page.open(ready.id)
      await page.decide(ready.id)
    }
    await setTimeout(250)
  }
}

async function search(page: BenchPage, over: AbortSignal): Promise<void> {
  for (let turn = 0; !over.aborted; turn += 1) {
    await page.queue(`view=all&q=${encodeURIComponent(turn % 2 === 0 ? 'wave' : `wave ${turn}`)}`)
    await page.load('/')
    await setTimeout(400)
  }
}

/** A list of digests of nothing, with a few of the files among them. */
function listOf(files: readonly Buffer[]): Buffer {
  const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')
  const rows = Array.from({ length: LIST_ROWS }, (_, row) => `sha256,${sha256(row < 50 ? files[row * 10]! : `row ${row}`)}`)
  return Buffer.from(`algorithm,value\n${rows.join('\n')}\n`)
}
