import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createHub, type Hub } from '../../hub/hub.ts'
import { IDENTITY_FILE } from '../../hub/media/media-folder.ts'
import type { Database } from '../../hub/store/sql.ts'
import { sha256 } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'

await describeOnEachStore((store) => {
  const KEY = new Uint8Array(32).fill(3)
  const FILES = ['one', 'two', 'three'].map((text) => Buffer.from(text))
  let sql: Database
  let root: string
  let mediaDir: string
  beforeAll(async () => void (sql = await store.open()), 60_000)
  afterAll(() => sql.close())
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'paravent-media-folder-'))
    mediaDir = join(root, 'media')
  })
  afterEach(async () => {
    await rm(root, { recursive: true })
    await sql.run(`truncate media_object, report_media; delete from meta where key like 'media_%'`)
  })

  async function start(dir = mediaDir, options: { key?: Uint8Array; acceptLostMedia?: boolean } = {}): Promise<Hub> {
    const { key = KEY, acceptLostMedia = false } = options
    return createHub({ sql, key, mediaDir: dir, acceptLostMedia, clock: { now: () => '2026-11-20T08:00:00.000Z' }, ids: { next: () => v7() }, demonstration: false })
  }

  async function fill(): Promise<void> {
    const hub = await start()
    for (const file of FILES) await hub.media.put(sha256(file), [file][Symbol.iterator]() as never)
    await hub.close()
  }

  const sealed = async (): Promise<string[]> => (await readdir(mediaDir)).filter((name) => name !== IDENTITY_FILE)

  describe('a hub that starts', () => {
    test('with its own folder goes on; with an empty one in its place it names what is missing, and changes nothing', async () => {
      await fill()
      await (await start()).close()
      const other = join(root, 'other')
      await expect(start(other)).rejects.toMatchObject({ code: 'hub.wrong_media_folder', facts: { missing: 3, known: 3 } })
      expect(await readdir(other)).toEqual([])
      await (await start()).close()
    })

    test('before any media came knows an emptied folder too', async () => {
      await (await start()).close()
      await rm(mediaDir, { recursive: true })
      await expect(start()).rejects.toMatchObject({ code: 'hub.wrong_media_folder', facts: { missing: 0, known: 0 } })
    })

    test('with a folder of a time before, or of which a file was removed, says how many it lacks', async () => {
      await fill()
      const [gone = ''] = await sealed()
      await rename(join(mediaDir, gone), join(root, 'kept'))
      await expect(start()).rejects.toMatchObject({ code: 'hub.wrong_media_folder', facts: { missing: 1, known: 3 } })
      await rename(join(root, 'kept'), join(mediaDir, gone))
      await (await start()).close()
    })

    test('refuses the folder of another hub, also when told to give up what is missing', async () => {
      await fill()
      const foreign = join(root, 'foreign')
      await mkdir(foreign)
      await writeFile(join(foreign, IDENTITY_FILE), `${'0'.repeat(64)}\n`)
      for (const acceptLostMedia of [false, true]) {
        await expect(start(foreign, { acceptLostMedia })).rejects.toMatchObject({ code: 'hub.foreign_media_folder' })
      }
      expect(await readFile(join(foreign, IDENTITY_FILE), 'utf8')).toBe(`${'0'.repeat(64)}\n`)
    })

    test('gives up what is lost for good when it is told to, once; then it is unknown, until it comes again', async () => {
      await fill()
      await rm(mediaDir, { recursive: true })
      await (await start(mediaDir, { acceptLostMedia: true })).close()
      const hub = await start()
      const [first = Buffer.alloc(0)] = FILES
      await expect(hub.media.get(sha256(first))).rejects.toMatchObject({ code: 'hub.media_unknown' })
      await hub.media.put(sha256(first), [first][Symbol.iterator]() as never)
      expect((await hub.media.get(sha256(first))).bytes).toBe(first.length)
      await hub.close()
    })

    test('takes a folder of a version before, which bears no mark, when all is in it, and not otherwise', async () => {
      await fill()
      await rm(join(mediaDir, IDENTITY_FILE))
      await sql.run(`delete from meta where key = 'media_folder'`)
      await expect(start(join(root, 'other'))).rejects.toMatchObject({ code: 'hub.wrong_media_folder' })
      await (await start()).close()
      expect(existsSync(join(mediaDir, IDENTITY_FILE))).toBe(true)
    })
  })
})
