import { rm } from 'node:fs/promises'
import { AppError } from '../contract/error.ts'
import { inputFor } from './analyse-video.ts'
import { boxesOf, inside } from './boxes.ts'
import { PROXY_TIMESCALE, proxyCommand } from './ffmpeg-command.ts'
import type { Input } from './ffmpeg-command.ts'
import { run } from './ffmpeg-process.ts'
import type { Running } from './ffmpeg-process.ts'
import { findTools } from './ffmpeg-tools.ts'
import { refuseTooManyPixels } from './pixel-limit.ts'
import { fragmentOf, indexOf } from './proxy-index.ts'
import type { Fragment } from './proxy-index.ts'
import type { Progress, RenderRequest } from './request.ts'
import type { Rendition } from './rendition.ts'
import { newScratchFile, readScratch, writeScratch } from './scratch.ts'
import { withScratchFile } from './source.ts'
import { probeVideo } from './video-probe.ts'

type Proxy = { header: Uint8Array[]; fragments: Fragment[]; width: number; height: number }

/** Size as the encoder wrote it into `tkhd` (its last two fields, 16.16 fixed point). */
function sizeOf(moov: Uint8Array): { width: number; height: number } {
  const tkhd = inside(moov, 'trak', 'tkhd')
  if (!tkhd) throw new Error('a header of our encoder lacks tkhd')
  return { width: tkhd.readUInt32BE(tkhd.length - 8) >>> 16, height: tkhd.readUInt32BE(tkhd.length - 4) >>> 16 }
}

/** Splits the encoder's stream: header boxes and the fragments' facts are kept, the fragments themselves go on. */
async function* fragmentsInto(proxy: Proxy, encoder: Running, told: (fragment: Fragment) => Promise<void>): AsyncGenerator<Uint8Array> {
  let moof: Uint8Array | null = null
  for await (const { type, bytes } of boxesOf(encoder.stdout)) {
    if (type === 'moof') moof = bytes
    else if (type === 'mdat' && moof) {
      const fragment = fragmentOf(moof, bytes.length)
      proxy.fragments.push(fragment)
      yield moof
      yield bytes
      await told(fragment)
      moof = null
    } else if (type === 'ftyp' || type === 'moov') {
      if (type === 'moov') Object.assign(proxy, sizeOf(bytes))
      proxy.header.push(Uint8Array.from(bytes))
    }
  }
}

async function encode(input: Input, { limits, scratch }: RenderRequest, progress: Progress): Promise<Rendition> {
  const tools = await findTools()
  const facts = await probeVideo(tools, input, limits)
  refuseTooManyPixels(facts, limits)
  const encoder = run(tools, 'ffmpeg', proxyCommand(input), limits)
  const file = newScratchFile(scratch)
  const dispose = (): Promise<void> => rm(file.path, { force: true })
  const proxy: Proxy = { header: [], fragments: [], width: 0, height: 0 }
  const total = (facts.untrustedSeconds ?? 0) * PROXY_TIMESCALE
  try {
    await writeScratch(file, fragmentsInto(proxy, encoder, ({ start }) => progress(total > 0 ? Math.min(1, start / total) : 0)))
    const { failure } = await encoder.ended
    if (failure) throw failure
    if (proxy.fragments.length === 0) throw new AppError('video.undecodable')
  } catch (error) {
    await dispose()
    throw error
  } finally {
    encoder.stop()
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield* proxy.header
    yield indexOf(proxy.fragments, PROXY_TIMESCALE)
    for await (const piece of readScratch(file)) yield piece as Uint8Array
  }
  return { facts: { contentType: 'video/mp4', width: proxy.width, height: proxy.height }, pieces: pieces(), dispose }
}

/**
 * A muted proxy that seeks. Its fragments wait in the scratch folder, encrypted, until all are there and the index before
 * them can be written; nothing of it lies in clear.
 */
export async function renderProxy(demuxer: string, request: RenderRequest, progress: Progress): Promise<Rendition> {
  return withScratchFile(request.source, request.scratch, file => encode(inputFor(file, demuxer, request.limits), request, progress))
}
