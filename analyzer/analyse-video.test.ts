import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import type { Analysis } from '../contract/analyzer.ts'
import { isCovered } from '../tests/support/cover-energy.ts'
import { forkAnalyzer, inline } from '../tests/support/forked-analyzer.ts'
import type { ForkedAnalyzer, Outcome } from '../tests/support/forked-analyzer.ts'
import { madeVideo, rotatedVideo } from '../tests/support/made-media.ts'
import { canRun } from '../tests/support/programs.ts'
import { COVERED_SIDE } from './cover.ts'

const hasFfmpeg = canRun('ffmpeg') && canRun('ffprobe')

let analyzer: ForkedAnalyzer
beforeAll(async () => {
  analyzer = await forkAnalyzer()
})
afterAll(() => analyzer.close())

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']
const testSource = (seconds: number, rate = 10): string => `testsrc2=s=320x240:r=${rate}:d=${seconds}`

async function analysisOf(bytes: Uint8Array, options: Parameters<ForkedAnalyzer['analyse']>[1] = {}): Promise<Analysis> {
  const { analysis, hashes, ended } = await analyzer.analyse(bytes, options)
  expect(ended).toBe('answered')
  expect(hashes?.bytes).toBe(bytes.length)
  return analysis!
}

describe.skipIf(!hasFfmpeg)('a good video', () => {
  test('is hashed at one frame a second and shown as covered views and a covered strip', async () => {
    const video = await madeVideo('a.mp4', [testSource(5), 'sine=d=5'], [...H264, '-c:a', 'aac'])
    const analysis = await analysisOf(video)
    expect(analysis).toMatchObject({ kind: 'video', contentType: 'video/mp4', width: 320, height: 240, hasSound: true, failure: null, damaged: false })
    expect(analysis.durationSeconds).toBeCloseTo(5, 0)
    expect(analysis.frames.map(({ frame, seconds }) => [frame, seconds])).toEqual([[0, 0], [10, 1], [20, 2], [30, 3], [40, 4]])
    expect(analysis).toMatchObject({ fingerprint: null, views: [] })
    expect(analysis.derivatives.map(derivative => derivative.kind)).toEqual(['thumbnail', 'covered', 'strip'])
    const strip = analysis.derivatives[2]!
    expect(strip).toMatchObject({ width: COVERED_SIDE * 5, height: (COVERED_SIDE * 3) / 4, seconds: [0, 1, 2, 3, 4] })
    for (const { bytes } of analysis.derivatives) expect((await isCovered(bytes)).covered).toBe(true)
  })

  test('is hashed frame by frame on request, each with its time', async () => {
    const { frames } = await analysisOf(await madeVideo('a.mkv', [testSource(2)], H264), { everyFrame: true })
    expect(frames.map(({ frame, seconds }) => [frame, seconds])).toEqual(Array.from({ length: 20 }, (_, i) => [i, i / 10]))
  })

  test.each([
    ['a.webm', ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-deadline', 'realtime'], 'video/webm'],
    ['a.avi', ['-c:v', 'mjpeg'], 'video/vnd.avi'],
    ['a.mov', H264, 'video/quicktime'],
    ['a.ts', H264, 'video/mp2t'],
    ['a.flv', H264, 'video/x-flv'],
    ['a.mpg', ['-r', '25'], 'video/mp1s'],
    ['a.ogv', ['-c:v', 'libtheora'], 'video/ogg'],
    ['a.wmv', [], 'video/x-ms-asf'],
  ])('as %s is opened by its own demuxer', async (name, args, contentType) => {
    const analysis = await analysisOf(await madeVideo(name, [testSource(2)], args))
    expect(analysis).toMatchObject({ kind: 'video', contentType, width: 320, height: 240, failure: null })
    expect(analysis.frames.length).toBeGreaterThanOrEqual(2)
  })

  test('longer than a minute keeps a strip of at most 60 frames, evenly spaced', async () => {
    const analysis = await analysisOf(await madeVideo('a.mp4', ['testsrc2=s=64x48:r=2:d=150'], H264))
    const seconds = analysis.derivatives[2]!.seconds!
    expect(analysis.frames).toHaveLength(150)
    expect(seconds.length).toBeLessThanOrEqual(60)
    expect(new Set(seconds.slice(1).map((second, i) => second - seconds[i]!)).size).toBe(1)
  }, 60_000)

  test.each([90, 180, 270])('turned by %i° in its header is hashed as stored and covered upright', async degrees => {
    const plain = await analysisOf(await madeVideo('a.mp4', ['testsrc=s=320x180:r=10:d=2'], ['-pix_fmt', 'yuv420p']))
    const analysis = await analysisOf(await rotatedVideo(degrees))
    expect(analysis.frames).toEqual(plain.frames)
    const covered = analysis.derivatives[1]!
    const short = (COVERED_SIDE * 9) / 16
    const turned = await sharp(plain.derivatives[1]!.bytes).rotate(degrees).raw().toBuffer()
    const shown = await sharp(covered.bytes).raw().toBuffer()
    expect([covered.width, covered.height]).toEqual(degrees === 180 ? [COVERED_SIDE, short] : [short, COVERED_SIDE])
    expect(shown.reduce((sum, value, i) => sum + Math.abs(value - turned[i]!), 0) / shown.length).toBeLessThan(3)
  })

  test('with frames at uneven times has the first frame of each second in which one begins', async () => {
    const gaps = ['-vf', "select='lt(n,12)+gt(n,30)'", '-fps_mode', 'vfr']
    const { frames } = await analysisOf(await madeVideo('a.mkv', [testSource(5)], [...gaps, ...H264]))
    expect(frames.map(({ frame, seconds }) => [frame, seconds])).toEqual([[0, 0], [10, 1], [12, 3.1], [21, 4]])
  })

  test('of a single frame is hashed and shown by it', async () => {
    const analysis = await analysisOf(await madeVideo('a.mp4', [testSource(0.1)], H264))
    expect(analysis).toMatchObject({ failure: null, damaged: false, frames: [{ frame: 0, seconds: 0 }] })
    expect(analysis.derivatives[2]).toMatchObject({ kind: 'strip', seconds: [0] })
  })

  test('that does not tell its duration is hashed to its end', async () => {
    const analysis = await analysisOf(await madeVideo('a.mkv', [testSource(3)], ['-live', '1', ...H264]))
    expect(analysis).toMatchObject({ durationSeconds: null, failure: null })
    expect(analysis.frames.map(({ seconds }) => seconds)).toEqual([0, 1, 2])
  })

  test.each([[321, 179], [17, 400], [16, 4]])('of %i × %i pixels is hashed and shown', async (width, height) => {
    const video = await madeVideo('a.mkv', [`testsrc=s=${width}x${height}:r=5:d=2`], ['-c:v', 'libx264', '-pix_fmt', 'yuv444p'])
    const analysis = await analysisOf(video)
    expect(analysis).toMatchObject({ width, height, failure: null, damaged: false })
    expect(analysis.frames).toHaveLength(2)
    expect(analysis.derivatives).toHaveLength(3)
    // Under five pixels there is no hash: quality 0 matches nothing.
    expect(analysis.frames.every(({ quality }) => (height < 5 ? quality === 0 : quality > 0))).toBe(true)
  })

  test('tells how far it is', async () => {
    const video = await madeVideo('a.mp4', ['testsrc2=s=1280x720:r=10:d=6'], [...H264, '-preset', 'ultrafast'])
    const { answers } = await analyzer.analyse(video, { everyFrame: true })
    const fractions = answers.flatMap(answer => (answer.type === 'progress' ? [answer.fraction] : []))
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(fractions.length).toBeGreaterThanOrEqual(2)
    expect(fractions.every(fraction => fraction >= 0 && fraction <= 1)).toBe(true)
  })
})

describe.skipIf(!hasFfmpeg)('a damaged or hostile video', () => {
  test('that is cut off gives the frames that are there, marked damaged', async () => {
    const video = await madeVideo('a.mkv', [testSource(6)], H264)
    const analysis = await analysisOf(video.subarray(0, Math.floor(video.length * 0.6)))
    expect(analysis.frames.length).toBeGreaterThanOrEqual(1)
    expect(analysis.frames.length).toBeLessThan(6)
    expect(analysis.damaged).toBe(true)
  })

  test('with a hole in the middle gives the frames on both sides, marked damaged', async () => {
    const video = await madeVideo('a.mkv', [testSource(8)], [...H264, '-g', '10'])
    video.fill(0, Math.floor(video.length * 0.4), Math.floor(video.length * 0.5))
    const analysis = await analysisOf(video)
    expect(analysis).toMatchObject({ failure: null, damaged: true })
    const seconds = analysis.frames.map(frame => Math.floor(frame.seconds))
    expect(seconds).toEqual(expect.arrayContaining([0, 1, 2, 6, 7]))
  })

  test('that changes its size halfway goes on at the size told first', async () => {
    const parts = await Promise.all(['160x120', '320x240'].map(size => madeVideo('a.ts', [`testsrc=s=${size}:r=5:d=2`], H264)))
    const analysis = await analysisOf(Buffer.concat(parts))
    expect(analysis).toMatchObject({ width: 160, height: 120, failure: null })
    expect(analysis.frames.length).toBeGreaterThanOrEqual(3)
  })

  test('that lost its index is told as undecodable', async () => {
    const video = await madeVideo('a.mp4', [testSource(3)], H264)
    expect(await analysisOf(video.subarray(0, video.length - 3000))).toMatchObject({ kind: 'video', failure: 'video.undecodable', frames: [] })
  })

  test('that is sound only has no frames', async () => {
    expect((await analysisOf(await madeVideo('a.mp4', ['sine=d=1'], ['-c:a', 'aac', '-brand', 'isom']))).failure).toBe('video.no_frames')
  })

  test('that names other files reads none of them', async () => {
    const playlist = Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n')
    expect(await analysisOf(playlist)).toMatchObject({ kind: 'other', failure: 'file.unsupported_type' })
    // The same hidden behind a video's first bytes: only the video's own demuxer may open it.
    const hidden = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1'), Buffer.from('x'.repeat(2000)), playlist])
    expect((await analysisOf(hidden)).frames).toEqual([])
  })

  test('where ffmpeg is missing keeps its hashes and says so', async () => {
    const lacking = await forkAnalyzer({ env: { PARAVENT_FFMPEG: '/nowhere/ffmpeg' } })
    const { analysis, hashes } = await lacking.analyse(await madeVideo('a.mp4', [testSource(1)], H264))
    await lacking.close()
    expect(analysis).toMatchObject({ kind: 'video', failure: 'video.tool_missing' })
    expect(hashes?.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('that stalls the decoder is given up after its silence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paravent-silent-'))
    const silent = join(folder, 'ffmpeg')
    await writeFile(silent, '#!/bin/sh\nexec /bin/sleep 30\n', { mode: 0o755 })
    const stalling = await forkAnalyzer({ env: { PARAVENT_FFMPEG: silent } })
    const { analysis, milliseconds } = await stalling.analyse(await madeVideo('a.mp4', [testSource(1)], H264), { limits: { videoStallSeconds: 1 } })
    await stalling.close()
    await rm(folder, { recursive: true })
    expect(analysis).toMatchObject({ failure: 'analyzer.time_limit', width: 320, frames: [] })
    expect(milliseconds).toBeLessThan(5000)
  })
})

describe.skipIf(!hasFfmpeg)('nothing of a video lies in clear in the scratch folder', () => {
  /** Bytes of every file seen in the folder while a job ran. */
  async function watched(start: () => Promise<Outcome>): Promise<{ outcome: Outcome; seen: Map<string, Buffer> }> {
    const seen = new Map<string, Buffer>()
    const look = (): void => {
      for (const name of existsSync(analyzer.scratch) ? readdirSync(analyzer.scratch) : []) {
        const path = join(analyzer.scratch, name)
        if (existsSync(path)) seen.set(name, readFileSync(path))
      }
    }
    const timer = setInterval(look, 3)
    const outcome = await start()
    clearInterval(timer)
    return { outcome, seen }
  }

  test.each(['analyse', 'proxy'])('during %s, and nothing at all after it', async what => {
    const video = await madeVideo('a.mp4', ['testsrc2=s=640x480:r=25:d=4'], H264)
    const request = what === 'analyse' ? { type: 'analyse', everyFrame: true } : { type: 'render', what: 'proxy' }
    const { outcome, seen } = await watched(() => analyzer.run({ ...request, source: inline(video) }))
    expect(outcome.ended).toBe('answered')
    expect(seen.size).toBeGreaterThanOrEqual(1)
    for (const bytes of seen.values()) {
      for (const mark of ['ftyp', 'moov', 'mdat', 'moof', 'x264', 'JFIF']) expect(bytes.includes(mark)).toBe(false)
      const sample = Buffer.from(video.subarray(video.length / 2, video.length / 2 + 24))
      expect(bytes.includes(sample)).toBe(false)
    }
    expect(readdirSync(analyzer.scratch)).toEqual([])
  })
})

describe.skipIf(!hasFfmpeg)('the proxy of a video', () => {
  test('is a muted H.264 MP4 of at most 720 lines with its index ahead, and says nothing of where it comes from', async () => {
    const meta = ['-metadata', 'title=canary-91c2', '-metadata:s:v', 'handler_name=canary-91c2']
    const video = await madeVideo('a.mp4', ['testsrc2=s=1920x1080:r=25:d=5', 'sine=d=5'], [...H264, '-preset', 'ultrafast', '-c:a', 'aac', ...meta])
    expect(Buffer.from(video).includes('canary-91c2')).toBe(true)
    const { answers } = await analyzer.run({ type: 'render', what: 'proxy', source: inline(video) })
    const proxy = Buffer.concat(answers.flatMap(answer => (answer.type === 'chunk' ? [answer.bytes] : [])))
    expect(answers.at(-1)).toMatchObject({ type: 'rendered', untrusted: { contentType: 'video/mp4', width: 1280, height: 720 } })
    expect(proxy.includes('canary-91c2')).toBe(false)
    expect(proxy.indexOf('sidx')).toBeLessThan(proxy.indexOf('moof'))
    const folder = await mkdtemp(join(tmpdir(), 'paravent-proxy-'))
    await writeFile(join(folder, 'proxy.mp4'), proxy)
    const shown = ['-v', 'error', '-show_entries', 'stream=codec_name,width,height:format=duration', '-of', 'json', join(folder, 'proxy.mp4')]
    const facts = JSON.parse(execFileSync('ffprobe', shown).toString())
    await rm(folder, { recursive: true })
    expect(facts.streams).toEqual([{ codec_name: 'h264', width: 1280, height: 720 }])
    expect(Number(facts.format.duration)).toBeCloseTo(5, 1)
  }, 60_000)

  test('stands upright and keeps its proportions', async () => {
    const { answers } = await analyzer.run({ type: 'render', what: 'proxy', source: inline(await rotatedVideo(90)) })
    expect(answers.at(-1)).toMatchObject({ type: 'rendered', untrusted: { width: 180, height: 320 } })
  })

  test('of a video that cannot be decoded fails with its reason', async () => {
    const video = await madeVideo('a.mp4', [testSource(1)], H264)
    const { answers } = await analyzer.run({ type: 'render', what: 'proxy', source: inline(video.subarray(0, 900)) })
    expect(answers.at(-1)).toMatchObject({ type: 'failed', code: 'video.undecodable' })
  })
})
