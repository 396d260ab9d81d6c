import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reveal } from '../../contract/api.ts'
import { binaryNeedles, createScanner, textNeedles } from '../support/byte-scan.ts'
import { drawn, madeVideo } from '../support/made-media.ts'
import { walkEverything } from '../support/media-walk.ts'
import { canRun } from '../support/programs.ts'
import { beginUpload, succeed, takeIn, whenAnalysed, type ReportedFile } from '../support/reporting.ts'
import { grainy } from '../support/made-pictures.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'

/**
 * Law 2: the renderer never decodes a reported file. What it gets, also under a full grant, was encoded by the analyzer: no stretch of the reported
 * bytes is in any answer. The files are such as a browser would show as they are.
 */

const CANARY = 'canary-in-metadata-5d2c'

async function makeFiles(): Promise<ReportedFile[]> {
  const exif = { IFD0: { ImageDescription: CANARY } }
  const pictures = [
    { name: 'plain.jpg', bytes: await grainy(1).jpeg({ quality: 92 }).withExif(exif).toBuffer() },
    { name: 'plain.png', bytes: await grainy(2).png().withExif(exif).toBuffer() },
    { name: 'plain.webp', bytes: await grainy(3).webp({ quality: 90 }).withExif(exif).toBuffer() },
    { name: 'plain.gif', bytes: await drawn(320, 240, 4).gif().toBuffer() },
  ]
  if (!canRun('ffmpeg')) return pictures
  // H.264 in MP4, which a player could be given by copying the packets.
  const noisy = ['testsrc2=s=320x240:r=12:d=3,noise=alls=20:allf=t']
  return [...pictures, { name: 'clip.mp4', bytes: await madeVideo('clip.mp4', noisy, ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-metadata', `comment=${CANARY}`]) }]
}

let t: TestWorkstation
let files: ReportedFile[]
let itemIds: readonly string[]
let intakeId: string
beforeAll(async () => {
  files = await makeFiles()
  t = openTestWorkstation({ analyzer: 'real' })
  await t.setUp()
  ;({ itemIds, intakeId } = await takeIn(t, files))
  await whenAnalysed(t)
}, 60_000)
afterAll(() => t.close())

const needlesOf = ({ name, bytes }: ReportedFile) => [...binaryNeedles(name, bytes, 200, 16), { name: `${name} head`, bytes: bytes.subarray(0, 64) }]

describe('no byte of a reported file reaches the page', () => {
  test('the needles are in the files themselves', () => {
    const scanner = createScanner([...files.flatMap(needlesOf), ...textNeedles('metadata', CANARY)])
    for (const file of files) expect(new Set(scanner.scanBuffer(file.bytes, file.name).map(({ needle }) => needle)).size).toBeGreaterThan(needlesOf(file).length * 0.95)
  })

  test('under a full grant of each, what is shown was encoded anew, and its metadata is gone', async () => {
    for (const [i, file] of files.entries()) {
      const scanner = createScanner([...needlesOf(file), ...textNeedles('metadata', CANARY)])
      await succeed(t, 'GET', `/api/items/${itemIds[i]}`)
      const sha256 = createHash('sha256').update(file.bytes).digest('hex')
      const ask = { sha256, rung: file.name.endsWith('.mp4') ? 'play' : 'full', manner: 'hold' }
      const { url, contentType } = await succeed<Reveal>(t, 'POST', `/api/items/${itemIds[i]}/reveals`, ask)
      const response = await t.workstation.fetch(new Request(`http://workstation${url}`))
      const shown = new Uint8Array(await response.arrayBuffer())
      expect([response.headers.get('content-type'), response.status]).toEqual([contentType, 200])
      expect(shown.length, file.name).toBeGreaterThan(1000)
      expect(scanner.scanBuffer(shown, file.name)).toEqual([])
      const upload = await beginUpload(t, file)
      const { bodies } = await walkEverything(t, { item: itemIds, intake: [intakeId], upload: [upload], listRejections: [], listLosses: [] })
      for (const { where, bytes } of bodies) expect(scanner.scanBuffer(bytes, where)).toEqual([])
    }
  })
})
