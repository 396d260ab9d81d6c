import { AppError } from '../contract/error.ts'
import type { Port } from './port.ts'
import type { RenderRequest } from './request.ts'
import { renderPicture } from './render-picture.ts'
import { renderProxy } from './render-proxy.ts'
import type { Rendition } from './rendition.ts'
import { HEAD_BYTES, sniff } from './sniff.ts'
import { headOf } from './source.ts'

const CHUNK = 256 * 1024

async function renditionOf(request: RenderRequest, port: Port): Promise<Rendition> {
  const sniffed = await sniff(await headOf(request.source, HEAD_BYTES), lengthOf(request))
  if (sniffed.failure !== null) throw new AppError(sniffed.failure)
  if (sniffed.kind === 'image' && request.what === 'full') return renderPicture(sniffed.format, request)
  if (sniffed.kind === 'video' && request.what === 'proxy') {
    return renderProxy(sniffed.demuxer, request, fraction => port.send({ type: 'progress', job: request.job, fraction }))
  }
  throw new AppError('reveal.rung_unavailable')
}

function lengthOf({ source }: RenderRequest): number {
  return source.kind === 'bytes' ? source.bytes.length : source.bytes
}

/** Sends the chunks of a rendition in order, then `rendered`. A still has no proxy and a video no full picture. */
export async function render(request: RenderRequest, port: Port): Promise<void> {
  const { job } = request
  const { facts, pieces, dispose } = await renditionOf(request, port)
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += CHUNK) {
        // A copy: a view would carry its whole buffer over the channel.
        await port.send({ type: 'chunk', job, bytes: new Uint8Array(piece.subarray(at, at + CHUNK)) })
      }
    }
  } finally {
    await dispose()
  }
  await port.send({ type: 'rendered', job, untrusted: facts })
}
