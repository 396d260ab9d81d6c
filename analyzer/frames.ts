import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { framesCommand } from './ffmpeg-command.ts'
import type { Input, Sampling } from './ffmpeg-command.ts'
import { run } from './ffmpeg-process.ts'
import type { Ended } from './ffmpeg-process.ts'
import type { Tools } from './ffmpeg-tools.ts'
import { readFrameTimes } from './frame-times.ts'
import type { FrameTime } from './frame-times.ts'
import { refuseTooManyPixels } from './pixel-limit.ts'
import { pixmapsOf } from './pixmaps.ts'
import type { Pixmap } from './pixmaps.ts'

/** One decoded frame, as stored. */
export type Frame = FrameTime & Pixmap

/**
 * Decodes and hands each frame to `use`, waiting for it: no more than one frame is held. Resolves to how ffmpeg ended. Fails with
 * `picture.too_many_pixels`, and with what `use` fails with.
 */
export async function eachFrame(
  tools: Tools,
  input: Input,
  options: Sampling & { limits: AnalyzerLimits; mostFrames: number },
  use: (frame: Frame) => Promise<void>,
): Promise<Ended> {
  const decoder = run(tools, 'ffmpeg', framesCommand(input, options), options.limits)
  try {
    const times = readFrameTimes(decoder.toldFrames)
    let count = 0
    for await (const pixmap of pixmapsOf(decoder.stdout, size => refuseTooManyPixels(size, options.limits))) {
      const time = await times.next()
      if (!time) break
      await use({ ...time, ...pixmap })
      decoder.alive()
      if (++count >= options.mostFrames) break
    }
  } finally {
    decoder.stop()
  }
  return decoder.ended
}
