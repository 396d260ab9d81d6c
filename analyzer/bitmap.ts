import type { AnalyzerLimits, FileSource } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import type { Input } from './ffmpeg-command.ts'
import { findTools } from './ffmpeg-tools.ts'
import { eachFrame } from './frames.ts'
import { refuseTooManyPixels } from './pixel-limit.ts'
import { sharp } from './sharp.ts'
import { withScratchFile } from './source.ts'
import { probeVideo } from './video-probe.ts'

const DEMUXER = 'bmp_pipe'

/**
 * A Windows bitmap, which libvips does not read, as a PNG of the same pixels: decoded by ffmpeg, under ffmpeg's limits. Fails with
 * `picture.undecodable`, `picture.too_many_pixels`, `video.tool_missing` or a limit's code.
 */
export async function pngOfBitmap(source: FileSource, scratch: string, limits: AnalyzerLimits): Promise<Uint8Array> {
  return withScratchFile(source, scratch, file =>
    decode({ file, demuxer: DEMUXER, largestAllocation: limits.memoryBytes }, { ...limits, videoSeconds: limits.pictureSeconds }),
  )
}

async function decode(input: Input, limits: AnalyzerLimits): Promise<Uint8Array> {
  const tools = await findTools()
  refuseTooManyPixels(await probeVideo(tools, input, limits).catch(pictureFailure), limits)
  let png: Uint8Array | null = null
  const ended = await eachFrame(tools, input, { everyFrame: true, inColour: true, limits, mostFrames: 1 }, async ({ pixels, width, height, channels }) => {
    png = await sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer()
  })
  if (!png) throw ended.failure ?? new AppError('picture.undecodable')
  return png
}

function pictureFailure(error: unknown): never {
  if (error instanceof AppError && error.code.startsWith('video.un')) throw new AppError('picture.undecodable', {}, { cause: error })
  throw error
}
