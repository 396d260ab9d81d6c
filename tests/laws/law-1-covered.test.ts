import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ItemDetail } from '../../contract/api.ts'
import { drawn, madeVideo } from '../support/made-media.ts'
import { judgePixels, walkEverything, type KnownIds, type Walk } from '../support/media-walk.ts'
import { canRun } from '../support/programs.ts'
import { beginUpload, importList, succeed, takeIn, whenAnalysed, type ReportedFile } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/**
 * Law 1: no original pixel reaches the renderer unless the core granted a reveal of that media on that rung. Here: before any grant, whatever is
 * asked. The grants themselves: law-1-grants.test.ts. In a browser: tests/e2e/canaries.test.ts.
 */

const VIDEOS = canRun('ffmpeg')
let t: TestWorkstation
let ids: KnownIds
let files: ReportedFile[]

async function makeFiles(): Promise<ReportedFile[]> {
  const pictures = [
    { name: 'edges.png', bytes: await drawn(640, 480, 1).png().toBuffer() },
    { name: 'large.jpg', bytes: await drawn(1600, 1200, 2).jpeg({ quality: 95 }).toBuffer() },
    { name: 'upright.webp', bytes: await drawn(480, 900, 3).webp({ quality: 90 }).toBuffer() },
    // No larger than a thumbnail: it must be covered all the same.
    { name: 'thumbnail.png', bytes: await drawn(160, 120, 4).png().toBuffer() },
    { name: 'icon.gif', bytes: await drawn(48, 48, 5).gif().toBuffer() },
    // A phone's picture brings a sharp small picture of itself in its metadata.
    { name: 'turned.jpg', bytes: await drawn(800, 600, 6).withMetadata({ orientation: 6 }).jpeg().toBuffer() },
  ]
  if (!VIDEOS) return pictures
  return [...pictures, { name: 'clip.mp4', bytes: await madeVideo('clip.mp4', ['testsrc2=s=640x360:r=12:d=5'], ['-pix_fmt', 'yuv420p']) }]
}

beforeAll(async () => {
  files = await makeFiles()
  t = openTestWorkstation({ analyzer: 'real' })
  await t.setUp('sophie', 'supervisor')
  const listId = await importList(t, { name: 'list', trust: 'verified', rows: [`md5,${'a'.repeat(32)},A,,,`] })
  const { intakeId, itemIds } = await takeIn(t, files, { text: 'See https://example.org/media/original.jpg' })
  await whenAnalysed(t)
  ids = { item: itemIds, intake: [intakeId], listRejections: [listId], listLosses: [listId] }
}, 60_000)
afterAll(() => t.close())

/** With an upload under way, which ends with the session. */
async function walkAll(): Promise<Walk> {
  const uploadId = await beginUpload(t, files[0]!)
  return walkEverything(t, { ...ids, upload: [uploadId] })
}

const uncovered = ({ found }: Walk): string[] => found.filter(({ what }) => what !== 'covered').map(({ where }) => where)

test('the measure is not blind: each reported file, made as small and grey as a thumbnail, counts as uncovered', async () => {
  for (const { name, bytes } of files) {
    if (name.endsWith('.mp4')) {
      expect((await judgePixels(bytes, name))?.what).toBe('video or sound')
      continue
    }
    const small = await sharp(bytes).resize(160, 160, { fit: 'inside', withoutEnlargement: true }).greyscale().jpeg({ quality: 70 }).toBuffer()
    expect((await judgePixels(small, name))?.what, name).toBe('uncovered picture')
  }
})

test('before a grant, every picture of every answer of the core is a covered derivative', async () => {
  const walk = await walkAll()
  expect(uncovered(walk)).toEqual([])
  // A thumbnail and a covered view of each, and a strip of the video: the walk did see them.
  expect(walk.found.length).toBeGreaterThanOrEqual(files.length * 2)
  const details = await Promise.all(ids.item!.map((id) => succeed<ItemDetail>(t, 'GET', `/api/items/${id}`)))
  for (const { media } of details) expect(media[0]).toMatchObject({ state: 'ready', thumbnailUrl: expect.any(String), coveredUrl: expect.any(String) })
  const strips = details.flatMap(({ media }) => media[0]?.strip ?? [])
  expect(strips).toHaveLength(VIDEOS ? 1 : 0)
  for (const { url } of strips) expect(walk.found.find(({ where }) => where === url)?.what).toBe('covered')
})

test.each(VIDEOS ? ['thumbnail', 'covered', 'strip'] : ['thumbnail', 'covered'])('a sharp %s, planted in the database, is found by the same walk', async (kind) => {
  const { store } = await t.workstation.unlock('sophie', PASSPHRASE)
  const one = store.db.prepare<[string], { sha256: string; bytes: Uint8Array; width: number; height: number; seconds: string | null }>(
    'select sha256, bytes, width, height, seconds from derivative where kind = ? order by sha256 limit 1',
  )
  const put = store.db.prepare('update derivative set bytes = ? where sha256 = ? and kind = ?')
  const { sha256, bytes, width, height } = one.get(kind)!
  put.run(await drawn(width, height, 9).jpeg({ quality: 80 }).toBuffer(), sha256, kind)
  await t.signIn('sophie')
  const planted = uncovered(await walkAll())
  const again = await t.workstation.unlock('sophie', PASSPHRASE)
  again.store.db.prepare('update derivative set bytes = ? where sha256 = ? and kind = ?').run(bytes, sha256, kind)
  await t.signIn('sophie')
  expect(planted).toEqual([expect.stringMatching(/^\/media\//)])
  expect(uncovered(await walkAll())).toEqual([])
})
