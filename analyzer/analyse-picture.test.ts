import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import { canvasOfRgb, distance, pdqOfRgb, viewsOfRgb } from '../native/index.ts'
import { isCovered } from '../tests/support/cover-energy.ts'
import { forkAnalyzer } from '../tests/support/forked-analyzer.ts'
import type { ForkedAnalyzer } from '../tests/support/forked-analyzer.ts'
import { bitmapOf, bombPng, drawn, drawnPixels, pngClaiming } from '../tests/support/made-media.ts'
import { canRun } from '../tests/support/programs.ts'

let analyzer: ForkedAnalyzer
beforeAll(async () => {
  analyzer = await forkAnalyzer()
})
afterAll(() => analyzer.close())

const MD5_OF_NOTHING = 'd41d8cd98f00b204e9800998ecf8427e'

async function analysisOf(bytes: Uint8Array): Promise<NonNullable<Awaited<ReturnType<ForkedAnalyzer['analyse']>>['analysis']>> {
  const { analysis, hashes } = await analyzer.analyse(bytes)
  expect(hashes?.bytes).toBe(bytes.length)
  expect(analysis).not.toBeNull()
  return analysis!
}

describe('a good picture', () => {
  test('is hashed as its pixels lie and shown only covered', async () => {
    const analysis = await analysisOf(await drawn(700, 400).png().toBuffer())
    expect(analysis).toMatchObject({ kind: 'image', contentType: 'image/png', width: 700, height: 400, failure: null, damaged: false })
    expect(analysis.fingerprint).toEqual(pdqOfRgb(drawnPixels(700, 400), 700, 400))
    expect(analysis.views[0]).toEqual({ view: 'original', ...analysis.fingerprint })
    expect(analysis.views.map(({ view }) => view)).toEqual(expect.arrayContaining(['rotate90', 'negative', 'crop-9', 'tilt+3']))
    expect(analysis.derivatives.map(({ kind, width, height }) => [kind, width, height])).toEqual([
      ['thumbnail', 80, 46],
      ['covered', 80, 46],
    ])
    for (const { bytes } of analysis.derivatives) expect((await isCovered(bytes)).covered).toBe(true)
  })

  test('has its hashes sent before anything is decoded', async () => {
    const { answers } = await analyzer.analyse(await drawn(50, 50).jpeg().toBuffer())
    expect(answers.map(answer => answer.type)).toEqual(['hashed', 'analysed'])
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('with EXIF orientation %i is hashed as stored and covered upright', async orientation => {
    const jpeg = await drawn(300, 200, 3).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer()
    const analysis = await analysisOf(jpeg)
    const stored = await sharp(jpeg).raw().toBuffer()
    expect(analysis.fingerprint).toEqual(pdqOfRgb(stored, 300, 200))
    const upright = await sharp(jpeg).autoOrient().resize(80, 80, { fit: 'inside' }).greyscale().blur(2.15).raw().toBuffer({ resolveWithObject: true })
    const covered = analysis.derivatives.find(derivative => derivative.kind === 'covered')!
    expect([covered.width, covered.height]).toEqual([upright.info.width, upright.info.height])
    const shown = await sharp(covered.bytes).greyscale().raw().toBuffer()
    const difference = shown.reduce((sum, value, i) => sum + Math.abs(value - upright.data[i]!), 0) / shown.length
    expect(difference).toBeLessThan(4)
  })

  test.each([
    ['16-bit PNG', () => drawn(120, 90).toColourspace('rgb16').png().toBuffer(), 'image/png'],
    ['CMYK JPEG', () => drawn(120, 90).toColourspace('cmyk').jpeg().toBuffer(), 'image/jpeg'],
    ['grey JPEG', () => drawn(120, 90).greyscale().jpeg().toBuffer(), 'image/jpeg'],
    ['palette PNG with alpha', () => drawn(120, 90).ensureAlpha(0.5).png({ palette: true }).toBuffer(), 'image/png'],
    ['WebP', () => drawn(120, 90).webp().toBuffer(), 'image/webp'],
    ['TIFF', () => drawn(120, 90).tiff().toBuffer(), 'image/tiff'],
    ['AVIF', () => drawn(120, 90).avif().toBuffer(), 'image/avif'],
  ])('as %s has a hash near the plain one', async (_, encode, contentType) => {
    const analysis = await analysisOf(await encode())
    expect(analysis).toMatchObject({ contentType, width: 120, height: 90, failure: null })
    expect(distance(analysis.fingerprint!.pdq, pdqOfRgb(drawnPixels(120, 90), 120, 90).pdq)).toBeLessThanOrEqual(31)
    const plain = viewsOfRgb(drawnPixels(120, 90), 120, 90, 3, canvasOfRgb(drawnPixels(120, 90), 120, 90))
    expect(analysis.views.map(({ view }) => view)).toEqual(plain.map(({ view }) => view))
    const off = analysis.views.map(({ pdq }, i) => distance(pdq, plain[i]!.pdq)).toSorted((a, b) => a - b)
    expect(off[Math.floor(off.length / 2)]).toBeLessThanOrEqual(31)
  })

  test('with a colour profile has the views of its pixels as they lie', async () => {
    const plain = await drawn(300, 200, 2).png().toBuffer()
    const profiled = await sharp(plain).withIccProfile('p3').png().toBuffer()
    expect((await sharp(profiled).metadata()).icc).toBeDefined()
    const stored = await sharp(profiled, { ignoreIcc: true }).removeAlpha().raw().toBuffer()
    const analysis = await analysisOf(profiled)
    expect(analysis.views).toEqual(viewsOfRgb(stored, 300, 200, 3, canvasOfRgb(stored, 300, 200)))
  })

  test('of one colour has no view that is worth matching by', async () => {
    const flat = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7d8a2f' } }).jpeg().toBuffer()
    const analysis = await analysisOf(flat)
    expect(analysis.fingerprint?.quality).toBe(0)
    expect(analysis.views.length).toBeGreaterThan(20)
    expect(analysis.views.every(({ quality }) => quality === 0)).toBe(true)
  })

  test.skipIf(!canRun('ffmpeg'))('as Windows bitmap has the very hash of its pixels', async () => {
    const bitmap = bitmapOf(drawnPixels(120, 90), 120, 90)
    const analysis = await analysisOf(bitmap)
    expect(analysis).toMatchObject({ kind: 'image', contentType: 'image/bmp', width: 120, height: 90, failure: null })
    expect(analysis.fingerprint).toEqual(pdqOfRgb(drawnPixels(120, 90), 120, 90))
    expect((await analysisOf(bitmap.subarray(0, 60))).failure).toBe('picture.undecodable')
  })

  test('that is animated is analysed by its first frame', async () => {
    const frames = await Promise.all([1, 4].map(seed => drawn(90, 60, seed).png().toBuffer()))
    const gif = await sharp(frames, { join: { animated: true } }).gif().toBuffer()
    const analysis = await analysisOf(gif)
    expect(analysis).toMatchObject({ kind: 'image', contentType: 'image/gif', width: 90, height: 60, failure: null })
    expect(distance(analysis.fingerprint!.pdq, pdqOfRgb(drawnPixels(90, 60, 1), 90, 60).pdq)).toBeLessThanOrEqual(31)
  })

  test.each([[1, 1], [1, 20_000], [20_000, 1], [3, 3]])('of %i × %i pixels is analysed without a crash', async (width, height) => {
    const analysis = await analysisOf(await drawn(width, height).png().toBuffer())
    expect(analysis).toMatchObject({ width, height, failure: null, fingerprint: { pdq: '0'.repeat(64), quality: 0 } })
    expect(analysis.views).toEqual([])
    for (const derivative of analysis.derivatives) expect(Math.max(derivative.width, derivative.height)).toBeLessThanOrEqual(160)
  })
})

describe('a damaged or hostile file', () => {
  test('that is a truncated JPEG is decoded as far as it goes and marked damaged', async () => {
    const jpeg = await drawn(600, 400).jpeg().toBuffer()
    const analysis = await analysisOf(jpeg.subarray(0, jpeg.length / 2))
    expect(analysis).toMatchObject({ contentType: 'image/jpeg', damaged: true, failure: null })
    expect(analysis.derivatives).toHaveLength(2)
  })

  test('of 0 bytes is told as empty, with the hashes of nothing', async () => {
    const { analysis, hashes } = await analyzer.analyse(new Uint8Array())
    expect(analysis).toMatchObject({ kind: 'other', contentType: 'application/octet-stream', failure: 'file.empty' })
    expect(hashes).toMatchObject({ bytes: 0, md5: MD5_OF_NOTHING })
  })

  const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'
  const pdf = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n', 'latin1')
  const random = Uint8Array.from({ length: 5000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255)
  test.each([
    ['SVG', Buffer.from(svg), 'image/svg+xml', 'file.unsupported_type'],
    ['SVG in UTF-16', Buffer.from(`\ufeff${svg}`, 'utf16le'), 'image/svg+xml', 'file.unsupported_type'],
    ['HTML', Buffer.from('\n<!DOCTYPE html><html><img src=x></html>'), 'text/html', 'file.unsupported_type'],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'application/vnd.apple.mpegurl', 'file.unsupported_type'],
    ['an ffconcat script', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), 'text/plain', 'file.unsupported_type'],
    ['a document', pdf, 'application/pdf', 'file.unsupported_type'],
    ['random bytes', random, 'application/octet-stream', 'file.unknown_type'],
  ])('that is %s is refused by its bytes', async (_, bytes, contentType, failure) => {
    expect(await analysisOf(bytes)).toMatchObject({ kind: 'other', contentType, failure, derivatives: [], fingerprint: null })
  })

  test('that is a GIF to one reader and a page to another is refused', async () => {
    const gif = Buffer.from(await drawn(40, 30).gif().toBuffer())
    const page = Buffer.from('/*<html><script>1</script></html>*/')
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, page.length]), page, Buffer.from([0])])
    const header = 13 + 3 * 2 ** ((gif[10]! & 7) + 1)
    const polyglot = Buffer.concat([gif.subarray(0, 13), gif.subarray(13, header), comment, gif.subarray(header)])
    expect(polyglot.indexOf('<html')).toBeLessThan(1024)
    expect(await analysisOf(polyglot)).toMatchObject({ failure: 'file.unsupported_type', derivatives: [] })
  })

  test('that claims billions of pixels is refused by its header alone', async () => {
    const { analysis, milliseconds } = await analyzer.analyse(pngClaiming(60_000, 60_000))
    expect(analysis).toMatchObject({ failure: 'picture.too_many_pixels', width: 60_000, height: 60_000 })
    expect(milliseconds).toBeLessThan(2000)
  })

  test('that unpacks to more pixels than allowed is never unpacked', async () => {
    const bomb = bombPng(8000, 8000)
    expect(bomb.length).toBeLessThan(100_000)
    expect((await analysisOf(bomb)).failure).toBe('picture.too_many_pixels')
  })

  test('that claims pixels it does not bring is told as undecodable or damaged', async () => {
    const analysis = await analysisOf(pngClaiming(300, 300))
    expect(analysis.failure === 'picture.undecodable' || analysis.damaged).toBe(true)
  })

  test('leaves the next file to be analysed as if nothing had been', async () => {
    await analyzer.analyse(random)
    expect((await analysisOf(await drawn(64, 64).png().toBuffer())).failure).toBeNull()
  })
})

describe('the full rung', () => {
  test('is an upright JPEG of our own encoding, at most 2560 px, with nothing of the metadata', async () => {
    const jpeg = await drawn(3000, 1000)
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'canary-7f3a', Artist: 'canary-7f3a' } } })
      .toBuffer()
    expect(jpeg.includes('canary-7f3a')).toBe(true)
    const { answers } = await analyzer.run({ type: 'render', what: 'full', source: { kind: 'bytes', bytes: new Uint8Array(jpeg) } })
    const rendition = Buffer.concat(answers.flatMap(answer => (answer.type === 'chunk' ? [answer.bytes] : [])))
    expect(answers.at(-1)).toMatchObject({ type: 'rendered', untrusted: { contentType: 'image/jpeg', width: 853, height: 2560 } })
    const facts = await sharp(rendition).metadata()
    expect(facts).toMatchObject({ format: 'jpeg', width: 853, height: 2560 })
    expect([facts.exif, facts.icc, facts.xmp, facts.orientation]).toEqual([undefined, undefined, undefined, undefined])
    expect(rendition.includes('canary-7f3a')).toBe(false)
  })

  test('is refused for what is no picture', async () => {
    const { answers } = await analyzer.run({ type: 'render', what: 'full', source: { kind: 'bytes', bytes: new Uint8Array(Buffer.from('words')) } })
    expect(answers.at(-1)).toMatchObject({ type: 'failed', code: 'file.unsupported_type' })
  })
})

test('the measure of the cover fails on a planted sharp thumbnail', async () => {
  const sharpThumbnail = await drawn(700, 400).resize(160, 160, { fit: 'inside' }).jpeg().toBuffer()
  expect(await isCovered(sharpThumbnail)).toMatchObject({ covered: false })
  const halfCovered = await sharp(sharpThumbnail).greyscale().blur(1.2).jpeg().toBuffer()
  expect(await isCovered(halfCovered)).toMatchObject({ covered: false })
  const large = await drawn(700, 400).blur(16).greyscale().jpeg().toBuffer()
  expect(await isCovered(large)).toMatchObject({ covered: false })
})
