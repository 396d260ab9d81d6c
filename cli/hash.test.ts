import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawn, madeVideo } from '../tests/support/made-media.ts'
import { canRun } from '../tests/support/programs.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const VECTORS = join(import.meta.dirname, '../../shared/vectors')
/** The reference fingerprints lie beside the project; a checkout without them skips what compares with them. */
const hasVectors = existsSync(VECTORS)
const hasFfmpeg = canRun('ffmpeg') && canRun('ffprobe')

type Run = { code: number; out: string[]; err: string[] }

const lines = (text: string): string[] => text.split('\n').filter(line => line !== '')

function cli(...args: string[]): Promise<Run> {
  return new Promise(resolve => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, out: lines(stdout), err: lines(stderr) })
    })
  })
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paravent-cli-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe('hash', () => {
  test.skipIf(!hasVectors)('of the reference pictures equals the reference, bits and quality, but for the CMYK one', async () => {
    const files = readdirSync(join(VECTORS, 'images')).map(name => join(VECTORS, 'images', name))
    const rows = lines(readFileSync(join(VECTORS, 'images.csv'), 'utf8')).slice(1).map(line => line.split(','))
    const { code, out } = await cli('hash', ...files)
    const printed = out.map(line => JSON.parse(line)).map(({ file, sha256, pdq, quality }) => [sha256, pdq, String(quality), file.split('/').at(-1)])
    const comparable = (list: string[][]): string[][] => list.filter(row => row[3] !== 'CMYK.jpg').sort((a, b) => a[3]!.localeCompare(b[3]!))
    expect(code).toBe(0)
    expect(printed).toHaveLength(25)
    expect(comparable(printed)).toEqual(comparable(rows))
  }, 60_000)

  test.skipIf(!hasVectors || !hasFfmpeg)('with --every-frame prints the vPDQ text of the reference, to the byte where the decoder is bound to one result', async () => {
    const { out } = await cli('hash', '--every-frame', join(VECTORS, 'videos/test-padded-dimensions.mp4'))
    expect(out).toEqual(lines(readFileSync(join(VECTORS, 'video-hashes/test-padded-dimensions.txt'), 'utf8')))
  }, 60_000)

  test.skipIf(!hasVectors || !hasFfmpeg)('with --frames prints one vPDQ line for each second', async () => {
    const { out } = await cli('hash', '--frames', join(VECTORS, 'videos/test-padded-dimensions.mp4'))
    expect(out.map(line => line.replace(/[0-9a-f]{64}/, 'hex'))).toEqual([0, 1, 2, 3, 4].map(second => `${second * 30},100,hex,${second}.000`))
  })

  test('prints a line for each file, whatever its name, and tells each that failed', async () => {
    const picture = await drawn(90, 70).png().toBuffer()
    const names = ['été à Noël.png', '写真.jpg', 'صورة.gif', '-- odd\u200b "name".png', '🙂.webp']
    const files = await Promise.all(names.map(name => saved(name, picture)))
    const text = await saved('not-a-picture.jpg', Buffer.from('only words'))
    const empty = await saved('empty.png', new Uint8Array())
    const { code, out } = await cli('hash', ...files, text, empty, folder, join(folder, 'nowhere.png'))
    const printed = out.map(line => JSON.parse(line))
    expect(code).toBe(1)
    expect(printed.slice(0, 5).map(({ file, type, width, height }) => [file, type, width, height])).toEqual(
      files.map(file => [file, 'image/png', 90, 70]),
    )
    expect(printed[0]).toMatchObject({ bytes: picture.length, quality: expect.any(Number), views: expect.any(Array) })
    expect(printed[0].views[0]).toEqual({ view: 'original', pdq: printed[0].pdq, quality: printed[0].quality })
    expect(printed.slice(5)).toEqual([
      { file: text, error: { code: 'file.unsupported_type' } },
      { file: empty, error: { code: 'file.empty' } },
      { file: folder, error: { code: 'file.unreadable' } },
      { file: join(folder, 'nowhere.png'), error: { code: 'file.unreadable' } },
    ])
  })

  test.skipIf(!hasFfmpeg)('of a video without --frames has its facts and no pdq', async () => {
    const path = await saved('a.mp4', await madeVideo('a.mp4', ['testsrc=s=64x48:r=5:d=1'], ['-pix_fmt', 'yuv420p']))
    const { code, out } = await cli('hash', path)
    expect(code).toBe(0)
    expect(JSON.parse(out[0]!)).toMatchObject({ type: 'video/mp4', width: 64, height: 48, pdq: null, quality: null, views: [] })
  })

  test('with --frames of a picture fails and keeps stdout free of anything but frames', async () => {
    const path = await saved('still.png', await drawn(20, 20).png().toBuffer())
    const { code, out, err } = await cli('hash', '--frames', path)
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(JSON.parse(err[0]!)).toEqual({ file: path, error: { code: 'file.unsupported_type' } })
  })
})

describe('the command line', () => {
  test.each([[['--help'], 'hash'], [['hash', '--help'], '--every-frame'], [['-h'], 'intake']])('answers %j with its usage', async (args, word) => {
    const { code, out, err } = await cli(...args)
    expect({ code, err }).toEqual({ code: 0, err: [] })
    expect(out.join('\n')).toContain(word)
  })

  test.each([[[]], [['frobnicate']], [['hash']], [['hash', '--wrong']], [['hash', '--frames', 'a', 'b']], [['constructor']]])(
    'called as %j ends with code 2 and says so for programs and for people',
    async args => {
      const { code, out, err } = await cli(...args)
      expect({ code, out }).toEqual({ code: 2, out: [] })
      expect(JSON.parse(err[0]!)).toMatchObject({ error: { code: 'cli.usage', facts: expect.any(Object) } })
      expect(err.join('\n')).toContain('Usage:')
    },
  )
})
