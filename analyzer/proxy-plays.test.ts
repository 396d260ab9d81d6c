import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from '@playwright/test'
import { expect, test } from 'vitest'
import { forkAnalyzer, inline } from '../tests/support/forked-analyzer.ts'
import { madeVideo } from '../tests/support/made-media.ts'
import { canRun } from '../tests/support/programs.ts'

const CHROMIUM = '/usr/bin/chromium'
const SECONDS = 90

/** Serves the proxy by ranges, as the core does. */
function answer(proxy: Buffer, request: IncomingMessage, response: ServerResponse): void {
  if (request.url !== '/proxy.mp4') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<video id="v" muted></video>')
    return
  }
  const [start = 0, end = proxy.length - 1] = (/bytes=(\d+)-(\d+)?/.exec(request.headers.range ?? '') ?? []).slice(1).filter(Boolean).map(Number)
  const range = `bytes ${start}-${end}/${proxy.length}`
  response.writeHead(206, { 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'content-range': range, 'content-length': end - start + 1 })
  response.end(proxy.subarray(start, end + 1))
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Runs in the page: loads, seeks there and back, plays to the end. */
async function play(seconds: number): Promise<{ duration: number; seekable: number; reached: number[]; played: number; ended: boolean }> {
  const video = document.getElementById('v') as HTMLVideoElement
  const once = (event: string): Promise<unknown> => new Promise(resolve => video.addEventListener(event, resolve, { once: true }))
  const loaded = once('loadeddata')
  video.src = '/proxy.mp4'
  await loaded
  const { duration } = video
  const seekable = video.seekable.end(0)
  const reached: number[] = []
  for (const target of [seconds * 0.8, seconds * 0.1, seconds - 1]) {
    const seeked = once('seeked')
    video.currentTime = target
    await seeked
    reached.push(video.currentTime)
  }
  const ended = once('ended')
  await video.play()
  await ended
  return { duration, seekable, reached, played: video.currentTime, ended: video.ended }
}

test.skipIf(!existsSync(CHROMIUM) || !canRun('ffmpeg'))('a proxy has its duration at once in Chromium, seeks there and back, and plays to its end', async () => {
  const analyzer = await forkAnalyzer({ limit: 60_000 })
  const video = await madeVideo('a.mp4', [`testsrc2=s=640x360:r=25:d=${SECONDS}`], ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'])
  const { answers } = await analyzer.run({ type: 'render', what: 'proxy', source: inline(video) })
  await analyzer.close()
  const proxy = Buffer.concat(answers.flatMap(message => (message.type === 'chunk' ? [message.bytes] : [])))
  const server = createServer((request, response) => answer(proxy, request, response))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.goto(await listening(server))
    const seen = await page.evaluate(play, SECONDS)
    expect(seen.duration).toBeCloseTo(SECONDS, 1)
    expect(seen.seekable).toBeCloseTo(SECONDS, 1)
    expect(seen.reached).toEqual([SECONDS * 0.8, SECONDS * 0.1, SECONDS - 1])
    expect(seen.ended).toBe(true)
    expect(seen.played).toBeCloseTo(SECONDS, 1)
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}, 120_000)
