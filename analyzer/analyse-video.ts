import type { Analysis, AnalyzerLimits } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { pdqOfFrame } from '../native/index.ts'
import { smallGreyOfFrame } from './cover.ts'
import { coveredViewsOf } from './derivatives.ts'
import type { Input } from './ffmpeg-command.ts'
import type { Ended } from './ffmpeg-process.ts'
import { findTools } from './ffmpeg-tools.ts'
import type { Tools } from './ffmpeg-tools.ts'
import { eachFrame } from './frames.ts'
import { refuseTooManyPixels, toldSize } from './pixel-limit.ts'
import type { AnalyseRequest, Progress } from './request.ts'
import { withScratchFile } from './source.ts'
import { createStripCollector, stripOf } from './strip.ts'
import type { StripFrame } from './strip.ts'
import { probeVideo } from './video-probe.ts'
import type { VideoFacts } from './video-probe.ts'

/** More than a day of video at one a second; the core believes no more. */
const MOST_FRAMES = 100_000

/** How every opening of this job's video is held. */
export function inputFor(file: Input['file'], demuxer: string, limits: AnalyzerLimits): Input {
  return { file, demuxer, largestAllocation: limits.memoryBytes }
}

/** True at once and then at most twice a second: large frames hashed one by one are slower than the video. */
function everyHalfSecond(): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - last < 500) return false
    last = now
    return true
  }
}

/** Frames with their hashes into `analysis.frames`; the frames of the strip, uncovered and small, are returned. */
async function hashFrames(
  analysis: Analysis,
  input: Input,
  { probing, tools, request, progress }: { probing: Promise<VideoFacts>; tools: Tools; request: AnalyseRequest; progress: Progress },
): Promise<{ shown: readonly StripFrame[]; ended: Ended }> {
  const strip = createStripCollector()
  const isDue = everyHalfSecond()
  let nextSecond = 0
  const { limits, everyFrame, inColour } = request
  const ended = await eachFrame(tools, input, { everyFrame, inColour, limits, mostFrames: MOST_FRAMES }, async frame => {
    const facts = await probing
    const { seconds } = frame
    analysis.frames.push({ ...pdqOfFrame(frame.pixels, frame.width, frame.height, frame.channels), frame: frame.frame, seconds })
    if (seconds >= nextSecond) {
      nextSecond = Math.floor(seconds) + 1
      strip.offer(seconds, () => smallGreyOfFrame(frame, facts.untrustedOrientation))
    }
    if (isDue()) await progress(facts.untrustedSeconds ? Math.min(1, seconds / facts.untrustedSeconds) : 0)
  })
  return { shown: strip.frames, ended }
}

/** What the container says into `analysis`. Fails with what it is refused for. */
async function probed(analysis: Analysis, tools: Tools, input: Input, { limits }: AnalyseRequest): Promise<VideoFacts> {
  const facts = await probeVideo(tools, input, limits)
  Object.assign(analysis, toldSize(facts), { durationSeconds: facts.untrustedSeconds, hasSound: facts.hasSound })
  refuseTooManyPixels(facts, limits)
  return facts
}

async function analyseScratch(analysis: Analysis, input: Input, request: AnalyseRequest, progress: Progress): Promise<void> {
  const tools = await findTools()
  const probing = probed(analysis, tools, input, request)
  // Side by side, for each of the two programs takes a while to start; no frame is looked at before the facts are there.
  const [facts, decoded] = await Promise.allSettled([probing, hashFrames(analysis, input, { probing, tools, request, progress })])
  if (facts.status === 'rejected') throw facts.reason
  if (decoded.status === 'rejected') throw decoded.reason
  await progress(1)
  const { shown, ended } = decoded.value
  const middle = shown[Math.floor(shown.length / 2)]
  if (!middle) throw ended.failure ?? new AppError(ended.clean ? 'video.no_frames' : 'video.undecodable')
  analysis.damaged = !ended.clean
  analysis.derivatives = [...coveredViewsOf(middle.grey), stripOf(shown)]
  if (ended.failure) throw ended.failure
}

/**
 * A video: frames (one a second, or every one) with hash and time, covered views of the frame in the middle, a covered strip. `width`
 * and `height` are those of the stored frames. What was found before a limit stopped the decoder is kept.
 */
export async function analyseVideo(analysis: Analysis, demuxer: string, request: AnalyseRequest, progress: Progress): Promise<void> {
  await withScratchFile(request.source, request.scratch, file =>
    analyseScratch(analysis, inputFor(file, demuxer, request.limits), request, progress),
  )
}
