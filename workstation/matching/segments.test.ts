import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSegments } from './segments.ts'

test('a list that changes while it is read is read again, without a word of the file that was gone; one that cannot be read says so', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'paravent-segments-'))
  const failures: unknown[] = []
  let revision = 'first'
  const segments = createSegments({
    lists: {
      readyLists: () => [{ id: 'changing', revision, hashes: 1 }, { id: 'broken', revision: 'only', hashes: 2 }],
      async pdqOf(listId) {
        if (listId === 'changing' && revision === 'second') return { revision, ids: new Uint32Array([1]), hashes: new Uint8Array(32) }
        if (listId === 'changing') {
          revision = 'second'
          segments.load(listId, null)
        }
        throw new Error(`no such file of ${listId}`)
      },
    },
    place: { dir, key: new Uint8Array(32) },
    onReady: () => undefined,
    onState: () => undefined,
    onFailure: (error) => void failures.push(error),
  })
  segments.begin()
  await segments.settled()
  expect(segments.of('changing')?.revision).toBe('second')
  expect([segments.state('changing'), segments.state('broken')]).toEqual([{ state: 'ready', because: null }, { state: 'failed', because: 'internal' }])
  expect(failures).toEqual([new Error('no such file of broken')])
  segments.close()
  rmSync(dir, { recursive: true })
})
