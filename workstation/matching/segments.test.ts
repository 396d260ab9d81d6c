import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PdqEntries } from '../hashlists/list-file.store.ts'
import { createSegments, type Segments } from './segments.ts'

let dir: string
let failures: unknown[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'paravent-segments-'))
  failures = []
})
afterEach(() => rmSync(dir, { recursive: true }))

const entries = (count: number): PdqEntries => ({ ids: Uint32Array.from({ length: count }, (_, at) => at + 1), hashes: new Uint8Array(count * 32) })

/** Of lists by their revisions, which `read` answers, or changes first. */
function segmentsOf(revisions: Record<string, string>, read: (listId: string, revision: string) => PdqEntries): Segments {
  return createSegments({
    lists: {
      readyLists: () => Object.entries(revisions).map(([id, revision], at) => ({ id, revision, hashes: at })),
      async pdqOf(listId) {
        const revision = revisions[listId] ?? ''
        return { revision, ...read(listId, revision) }
      },
    },
    place: { dir, key: new Uint8Array(32) },
    onReady: () => undefined,
    onState: () => undefined,
    onFailure: (error) => void failures.push(error),
  })
}

test('a list that changes while it is read is read again, without a word of the file that was gone; one that cannot be read says so', async () => {
  const revisions: Record<string, string> = { changing: 'first', broken: 'only' }
  const segments = segmentsOf(revisions, (listId, revision) => {
    if (revision === 'second') return entries(1)
    if (listId === 'changing') {
      revisions['changing'] = 'second'
      segments.load(listId, null)
    }
    throw new Error(`no such file of ${listId}`)
  })
  segments.begin()
  await segments.settled()
  expect(segments.of('changing')?.revision).toBe('second')
  expect([segments.state('changing'), segments.state('broken')]).toEqual([{ state: 'ready', because: null }, { state: 'failed', because: 'internal' }])
  expect(failures).toEqual([new Error('no such file of broken')])
  segments.close()
})

test('what comes into a list while what came before is read stays in use, and is read after it', async () => {
  const revisions: Record<string, string> = { growing: '1' }
  const segments = segmentsOf(revisions, (listId, revision) => {
    if (revision === '2') {
      revisions[listId] = '3'
      segments.load(listId, 3)
    }
    return entries(Number(revision))
  })
  segments.begin()
  await segments.settled()
  revisions['growing'] = '2'
  segments.load('growing', 2)
  await segments.settled()
  expect([segments.current('growing')?.revision, segments.of('growing')?.index.size, failures]).toEqual(['3', 3, []])
  segments.close()
})
