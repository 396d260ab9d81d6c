import { z } from 'zod'
import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { probeCommand } from './ffmpeg-command.ts'
import type { Input } from './ffmpeg-command.ts'
import { run } from './ffmpeg-process.ts'
import type { Tools } from './ffmpeg-tools.ts'

/** What a container says of itself, checked for its form; each number may be a lie. */
export type VideoFacts = {
  width: number
  height: number
  /** As EXIF tells it: the orientation (1, 3, 6 or 8) that stands the frame upright. */
  untrustedOrientation: number
  untrustedSeconds: number | null
  hasSound: boolean
}

const MOST_OUTPUT = 1024 * 1024

const UntrustedProbe = z.object({
  format: z.object({ duration: z.string().optional() }).optional(),
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        width: z.int().optional(),
        height: z.int().optional(),
        duration: z.string().optional(),
        disposition: z.object({ attached_pic: z.int().optional() }).optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
      }),
    )
    .default([]),
})
type UntrustedStream = z.infer<typeof UntrustedProbe>['streams'][number]

/** Whole quarter turns only; ffprobe counts them counter-clockwise. */
function orientationOf(stream: UntrustedStream): number {
  const rotation = stream.side_data_list?.find(data => data.rotation !== undefined)?.rotation ?? 0
  const clockwise = ((Math.round(-rotation / 90) % 4) + 4) % 4
  return [1, 6, 3, 8][clockwise]!
}

function secondsOf(text: string | undefined): number | null {
  const seconds = Number(text ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

function factsOf(untrusted: z.infer<typeof UntrustedProbe>): VideoFacts {
  if (untrusted.streams.length === 0) throw new AppError('video.undecodable')
  const video = untrusted.streams.find(stream => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1)
  if (!video) throw new AppError('video.no_frames')
  const { width = 0, height = 0 } = video
  if (width < 1 || height < 1) throw new AppError('video.undecodable')
  return {
    width,
    height,
    untrustedOrientation: orientationOf(video),
    untrustedSeconds: secondsOf(untrusted.format?.duration) ?? secondsOf(video.duration),
    hasSound: untrusted.streams.some(stream => stream.codec_type === 'audio'),
  }
}

function parsed(text: string): z.infer<typeof UntrustedProbe> {
  try {
    return UntrustedProbe.parse(JSON.parse(text))
  } catch (error) {
    throw new AppError('video.undecodable', {}, { cause: error })
  }
}

/** Fails with `video.undecodable`, `video.no_frames` (no video stream) or a limit's code. */
export async function probeVideo(tools: Tools, input: Input, limits: AnalyzerLimits): Promise<VideoFacts> {
  const probe = run(tools, 'ffprobe', probeCommand(input), limits)
  const pieces: Buffer[] = []
  let held = 0
  for await (const piece of probe.stdout) {
    pieces.push(piece as Buffer)
    held += (piece as Buffer).length
    if (held > MOST_OUTPUT) probe.stop()
  }
  const { failure } = await probe.ended
  if (failure) throw failure
  return factsOf(parsed(Buffer.concat(pieces).toString('utf8')))
}
