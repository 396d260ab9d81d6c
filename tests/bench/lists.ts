import { createHash } from 'node:crypto'
import { statSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { madeCsv } from '../support/made-lists.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'
import type { Table } from './measure.ts'

const CHUNK = 1024 * 1024

/** A list of our CSV, md5, sha256 and pdq mixed, through the workstation's own door. `node tests/bench/lists.ts 5000000` for the target's size. */
export async function listTables(rows = 1_000_000): Promise<Table[]> {
  const measured = await importOnce(rows)
  const row = (what: string, median: number) => ({ what, median, runs: 1 })
  return [
    {
      title: `Import of a list of ${rows.toLocaleString('en')} rows (${Math.round(measured.bytes / 1e6)} MB of CSV)`,
      unit: 's',
      rows: [row('upload in chunks, sealed', measured.upload), row('import, from finish to ready', measured.seconds), row('processor time of the import', measured.processor), row('removal', measured.removal)],
      note: `${Math.round(rows / measured.seconds).toLocaleString('en')} rows/s; the sealed file has ${Math.round(measured.fileBytes / 1e6)} MB.`,
    },
    { title: 'Event loop of the workstation meanwhile', unit: 'ms, p99 of the delay', rows: [row('while it is imported', measured.delay)] },
    { title: 'Memory of the whole process', unit: 'MB, peak resident', rows: [row('before', measured.memoryBefore), row('at the end of the import', measured.memory)] },
  ]
}

async function importOnce(rows: number) {
  const t = openTestWorkstation({ ports: { clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() } } })
  const loop = monitorEventLoopDelay({ resolution: 1 })
  try {
    await t.setUp('sol', 'supervisor')
    const memoryBefore = peakMegabytes()
    let bytes = 0
    for (const piece of madeCsv(rows)) bytes += piece.length
    const start = { name: 'made', trust: 'verified', format: 'csv', meaning: { A: 'csam' }, bytes }
    const { listId, uploadId } = (await t.call('POST', '/api/lists', start)).body
    const upload = await seconds(() => send(t, uploadId, rows))
    const before = process.cpuUsage()
    loop.enable()
    const imported = await seconds(async () => {
      await t.call('POST', `/api/lists/${listId}/finish`)
      await untilReady(t, listId)
    })
    loop.disable()
    const { user, system } = process.cpuUsage(before)
    const memory = peakMegabytes()
    const folder = join(t.profile, 'lists')
    const fileBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    const removal = await seconds(() => t.request(`/api/lists/${listId}`, { method: 'DELETE' }))
    return { bytes, upload, seconds: imported, processor: (user + system) / 1e6, removal, delay: loop.percentile(99) / 1e6, memoryBefore, memory, fileBytes }
  } finally {
    await t.close()
  }
}

async function send(t: TestWorkstation, uploadId: string, rows: number): Promise<void> {
  let offset = 0
  for (const piece of madeCsv(rows)) {
    for (let at = 0; at < piece.length; at += CHUNK) {
      const chunk = new Uint8Array(piece.subarray(at, at + CHUNK))
      const headers = { 'X-Offset': String(offset), 'X-Digest': createHash('sha256').update(chunk).digest('hex'), 'Content-Type': 'application/octet-stream' }
      await t.request(`/api/lists/uploads/${uploadId}`, { method: 'PUT', headers, body: chunk })
      offset += chunk.length
    }
  }
}

async function untilReady(t: TestWorkstation, listId: string): Promise<void> {
  for (;;) {
    const { lists } = (await t.call('GET', '/api/lists')).body as { lists: { id: string; state: string; failure: string | null }[] }
    const list = lists.find(({ id }) => id === listId)
    if (list?.state === 'ready') return
    if (list?.state !== 'importing') throw new Error(`the list is ${list?.state ?? 'gone'}: ${list?.failure ?? ''}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1000
}

if (import.meta.main) {
  const { printed } = await import('./measure.ts')
  for (const table of await listTables(Number(process.argv[2] ?? 1_000_000))) console.log(printed(table))
}
