import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildHashIndex } from '../../native/index.ts'
import type { HashIndex } from '../../native/index.ts'
import { loadIndexSnapshot, saveIndexSnapshot } from './index-snapshot.ts'
import type { SnapshotPlace } from './index-snapshot.ts'
import { CHUNK_HASHES, chunkPlace, HEADER } from './snapshot-format.ts'

const COUNT = 2 * CHUNK_HASHES + 100
let folder: string
let place: SnapshotPlace
let sealed: Buffer

/** What it holds, whatever the order. */
function contentOf(index: HashIndex): string[] {
  const rows: string[] = []
  for (const { hashes, ids } of index.pages()) ids.forEach((id, i) => rows.push(`${id} ${Buffer.from(hashes.subarray(i * 32, i * 32 + 32)).toString('hex')}`))
  return rows.sort()
}

const digestOf = (index: HashIndex): string => createHash('sha256').update(contentOf(index).join()).digest('hex')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-snapshot-'))
  place = { file: join(folder, 'list.index'), key: randomBytes(32), listId: 'a list', revision: '7' }
})
afterAll(() => rm(folder, { recursive: true }))

/** Another file with these bytes. */
async function written(bytes: Uint8Array): Promise<SnapshotPlace> {
  const file = join(folder, 'other.index')
  await writeFile(file, bytes)
  return { ...place, file }
}

describe('the sealed snapshot of an index', () => {
  test('gives back every hash under its id, and nothing that was removed', async () => {
    const index = await buildHashIndex(randomBytes(COUNT * 32), Uint32Array.from({ length: COUNT }, (_, i) => i))
    index.remove(Uint32Array.of(0, 40_000))
    index.add(randomBytes(64), Uint32Array.of(7, 4_000_000_000))
    await saveIndexSnapshot(place, index)
    sealed = await readFile(place.file)
    const again = await loadIndexSnapshot(place)
    expect(again?.size).toBe(COUNT)
    expect(digestOf(again!)).toBe(digestOf(index))
    expect(await readdir(folder)).toEqual(['list.index'])
  })

  test('of an empty index is a file too, and an absent file is null', async () => {
    const file = join(folder, 'empty.index')
    expect(await loadIndexSnapshot({ ...place, file })).toBeNull()
    await saveIndexSnapshot({ ...place, file }, await buildHashIndex(new Uint8Array(0), new Uint32Array(0)))
    expect((await loadIndexSnapshot({ ...place, file }))?.size).toBe(0)
    await expect(loadIndexSnapshot({ ...place, file, key: randomBytes(32) })).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
  })

  test('shows no hash and no id to who has not the key', async () => {
    const hash = Buffer.alloc(32, 'plain to see')
    const file = join(folder, 'one.index')
    await saveIndexSnapshot({ ...place, file }, await buildHashIndex(new Uint8Array(hash), Uint32Array.of(0x41424344)))
    const bytes = await readFile(file)
    expect(bytes.includes(hash.subarray(0, 8))).toBe(false)
    expect(bytes.includes('DCBA')).toBe(false)
  })

  test('is refused under another key, of another list, at another revision, and from another version', async () => {
    const refused = (change: Partial<SnapshotPlace>, code: string) => expect(loadIndexSnapshot({ ...place, ...change })).rejects.toMatchObject({ code })
    await refused({ key: randomBytes(32) }, 'index.snapshot_damaged')
    await refused({ listId: 'another list' }, 'index.snapshot_outdated')
    await refused({ revision: '8' }, 'index.snapshot_outdated')
    const other = Buffer.from(sealed)
    other.writeUInt32BE(2, 4)
    await refused({ file: (await written(other)).file }, 'index.snapshot_version')
  })

  test('is refused with any byte flipped, cut off, put in, or out of its place', async () => {
    const places = [0, 8, 9, 13, 30, HEADER, HEADER + 4000, HEADER + 40_000, chunkPlace(1, COUNT).offset - 1, chunkPlace(2, COUNT).offset, sealed.length - 1]
    for (const at of places) {
      const flipped = Buffer.from(sealed)
      flipped[at]! ^= 1
      await expect(loadIndexSnapshot(await written(flipped)), `byte ${at}`).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
    }
    const [first, second] = [chunkPlace(0, COUNT), chunkPlace(1, COUNT)]
    const swapped = Buffer.from(sealed)
    sealed.copy(swapped, first.offset, second.offset, second.offset + second.bytes)
    sealed.copy(swapped, second.offset, first.offset, first.offset + first.bytes)
    await expect(loadIndexSnapshot(await written(swapped))).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
    for (const length of [0, 10, HEADER, HEADER + 1000, second.offset, sealed.length - 1]) {
      const cut = await written(sealed)
      await truncate(cut.file, length)
      await expect(loadIndexSnapshot(cut), `${length} bytes`).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
    }
    await expect(loadIndexSnapshot(await written(Buffer.concat([sealed, Buffer.alloc(16)])))).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
    // The header's count lowered to that of a file which is really as short: only the seal tells.
    const shorter = Buffer.from(sealed.subarray(0, second.offset))
    shorter.writeUInt32BE(CHUNK_HASHES, 8)
    await expect(loadIndexSnapshot(await written(shorter))).rejects.toMatchObject({ code: 'index.snapshot_damaged' })
  })

  test('stays as it was where a new one cannot be written', async () => {
    const kept = { ...place, file: join(folder, 'kept.index') }
    await copyFile(place.file, kept.file)
    const index = await buildHashIndex(randomBytes(64_000 * 32), new Uint32Array(64_000))
    const broken = {
      size: index.size,
      *pages() {
        yield* [...index.pages()].slice(0, 1)
        throw new Error('no more pages')
      },
    }
    await expect(saveIndexSnapshot(kept, broken)).rejects.toThrow('no more pages')
    expect((await loadIndexSnapshot(kept))?.size).toBe(COUNT)
    expect((await readdir(folder)).filter(name => name.endsWith('.writing'))).toEqual([])
  })

  test('lets the event loop run while it is loaded', async () => {
    const many = 12 * CHUNK_HASHES
    const large = { ...place, file: join(folder, 'large.index') }
    await saveIndexSnapshot(large, await buildHashIndex(randomBytes(many * 32), Uint32Array.from({ length: many }, (_, i) => i)))
    let turns = 0
    let over = false
    const turn = (): void => {
      turns += 1
      if (!over) setImmediate(turn)
    }
    setImmediate(turn)
    const loaded = await loadIndexSnapshot(large)
    over = true
    expect(loaded?.size).toBe(many)
    // Blocked, it would not turn at all; free, it turns for each chunk at least.
    expect(turns).toBeGreaterThan(12)
  })
})
