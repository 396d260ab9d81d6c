import type { Analysis } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { analysePicture } from './analyse-picture.ts'
import { analyseVideo } from './analyse-video.ts'
import { hashesOf } from './hashing.ts'
import type { Port } from './port.ts'
import type { AnalyseRequest } from './request.ts'
import { HEAD_BYTES, sniff } from './sniff.ts'
import type { Sniffed } from './sniff.ts'
import { headOf, readSource } from './source.ts'

/** An analysis that knows nothing yet but the type. */
function emptyAnalysis(sniffed: Sniffed): Analysis {
  return {
    kind: sniffed.kind,
    contentType: sniffed.contentType,
    width: null,
    height: null,
    durationSeconds: null,
    hasSound: null,
    damaged: false,
    failure: sniffed.failure,
    fingerprint: null,
    views: [],
    frames: [],
    derivatives: [],
  }
}

/**
 * Fills `analysis` as far as the file lets it; an expected failure ends it with its code, keeping what was found before.
 * A bug inside is not expected and goes on to `failed`.
 */
async function fill(analysis: Analysis, sniffed: Sniffed, request: AnalyseRequest, port: Port): Promise<void> {
  try {
    if (sniffed.failure !== null) return
    if (sniffed.kind === 'image') await analysePicture(analysis, sniffed.format, request)
    else await analyseVideo(analysis, sniffed.demuxer, request, fraction => port.send({ type: 'progress', job: request.job, fraction }))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    analysis.failure = error.code
  }
}

/** Sends `hashed`, then `analysed`. */
export async function analyse(request: AnalyseRequest, port: Port): Promise<void> {
  const { job, source } = request
  const hashes = await hashesOf(readSource(source))
  await port.send({ type: 'hashed', job, hashes })
  const sniffed = await sniff(await headOf(source, HEAD_BYTES), hashes.bytes)
  const analysis = emptyAnalysis(sniffed)
  await fill(analysis, sniffed, request, port)
  await port.send({ type: 'analysed', job, untrusted: analysis })
}
