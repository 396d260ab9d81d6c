import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { runWorker, startWorker } from './run-worker.ts'

const place = { workers: resolve('tests/support'), name: 'odd-worker' }
const ask = (what: string, options = {}): Promise<number> => runWorker<number>(place, {}, what, options)

test('an expected failure in a thread comes out as the same code with its facts', async () => {
  const failure = await ask('fail').catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AppError)
  expect(failure).toMatchObject({ code: 'list.no_valid_row', facts: { rows: 7 } })
})

test('a bug in a thread, and a thread that ends, are told as bugs', async () => {
  await expect(ask('break')).rejects.toThrow('worker odd-worker: RangeError')
  await expect(ask('exit')).rejects.toThrow('worker odd-worker ended with code 3')
})

test('a loop that never yields is cancelled, and tells its progress', async () => {
  const cancel = new AbortController()
  const told: unknown[] = []
  const onProgress = (progress: unknown): void => {
    told.push(progress)
    cancel.abort()
  }
  expect(await ask('spin', { signal: cancel.signal, onProgress })).toBeGreaterThan(0)
  expect(told).toEqual(['begun'])
})

test('a thread that does not look is ended after two seconds', async () => {
  await expect(ask('hang', { signal: AbortSignal.timeout(100) })).rejects.toThrow('ended with code 1')
})

test('a thread that lives on answers in order, and refuses after it was closed', async () => {
  const worker = startWorker(place)
  expect(await Promise.all([worker.ask('one'), worker.ask('two')])).toEqual([0, 0])
  const cutOff = worker.ask('hang')
  await Promise.all([expect(cutOff).rejects.toThrow('session.locked'), worker.close()])
  await expect(worker.ask('late')).rejects.toThrow('session.locked')
})
