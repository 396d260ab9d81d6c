import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../store/store.ts'
import { createSignals, type Signals } from './signals.ts'

let folder = ''
let store: Store
let signals: Signals
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paravent-signals-'))
  store = openStore({ file: join(folder, 'paravent.db'), key: new Uint8Array(32), migrations: 'workstation/store/migrations' })
  signals = createSignals(store.afterCommit)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** What a page was told, once its stream is over. */
async function toldTo(page: ReadableStream<Uint8Array>): Promise<string[]> {
  return (await new Response(page).text()).trim().split('\n').map((line) => (JSON.parse(line) as { type: string }).type)
}

test('what a transaction tells is heard after its commit, and never when it is rolled back', async () => {
  const page = signals.stream()
  store.transaction(() => {
    signals.send({ type: 'queue' })
    store.transaction(() => signals.send({ type: 'lists' }))
  })
  const undone = (): void =>
    store.transaction(() => {
      signals.send({ type: 'item', itemId: 'never' })
      throw new Error('undone')
    })
  expect(undone).toThrow('undone')
  signals.send({ type: 'locked', why: 'asked' })
  signals.close()
  expect(await toldTo(page)).toEqual(['hello', 'queue', 'lists', 'locked'])
})

test('every page hears all, one that left or that reads nothing holds up nobody', async () => {
  const [reading, leaving, stuck] = [signals.stream(), signals.stream(), signals.stream()]
  await leaving.cancel()
  const told = toldTo(reading)
  for (let i = 0; i < 3000; i += 1) {
    signals.send({ type: 'queue' })
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  signals.close()
  expect(await told).toHaveLength(3001)
  expect((await toldTo(stuck)).length).toBeLessThan(1100)
})
