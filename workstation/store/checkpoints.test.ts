import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCheckpoints } from './checkpoints.ts'
import { openStore, type Store } from './store.ts'

const MEGABYTES = 6
let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paravent-checkpoints-'))
  store = openStore({ file: join(folder, 'paravent.db'), key: new Uint8Array(32).fill(7), migrations: 'workstation/store/migrations' })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

test('a log that has grown is moved into the database by the thread, not inside a commit', { timeout: 60_000 }, async () => {
  const failures: unknown[] = []
  const checkpoints = createCheckpoints({ store, workers: resolve('workstation/workers'), onBackgroundFailure: (error) => void failures.push(error) })
  checkpoints.begin()
  const megabytes = (): number => statSync(join(folder, 'paravent.db')).size / 2 ** 20
  const put = store.db.prepare('insert into meta (key, value) values (?, ?)')
  for (let i = 0; i < MEGABYTES; i += 1) store.transaction(() => put.run(`value ${i}`, 'x'.repeat(2 ** 20)))
  expect(megabytes()).toBeLessThan(1)
  await vi.waitFor(() => expect(megabytes()).toBeGreaterThan(MEGABYTES - 1), { timeout: 30_000, interval: 50 })
  await checkpoints.close()
  expect(failures).toEqual([])
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
})
