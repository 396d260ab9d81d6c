import type { Readable } from 'node:stream'
import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { framesCommand } from './ffmpeg-command.ts'
import type { Input } from './ffmpeg-command.ts'
import { run } from './ffmpeg-process.ts'
import type { Ended } from './ffmpeg-process.ts'
import type { Tools } from './ffmpeg-tools.ts'
import { readFrameTimes } from './frame-times.ts'
import type { FrameTime } from './frame-times.ts'

/** One decoded frame, rgb24, as stored; the pixels are only good until the next frame is asked for. */
export type Frame = FrameTime & { pixels: Uint8Array; width: number; height: number }

/** Cuts a byte stream into pieces of `length`, in one buffer that is used again. A rest at the end is dropped. */
async function* piecesOf(stream: Readable, length: number): AsyncGenerator<Uint8Array> {
  const held = new Uint8Array(length)
  let filled = 0
  for await (const read of stream) {
    let bytes = read as Uint8Array
    while (bytes.length > 0) {
      const part = bytes.subarray(0, length - filled)
      held.set(part, filled)
      filled += part.length
      bytes = bytes.subarray(part.length)
      if (filled < length) continue
      yield held
      filled = 0
    }
  }
}

/** Decodes and hands each frame to `use`, waiting for it: no more than one frame is held. Resolves to how ffmpeg ended. */
export async function eachFrame(
  tools: Tools,
  input: Input,
  size: { width: number; height: number },
  options: { everyFrame: boolean; limits: AnalyzerLimits; mostFrames: number },
  use: (frame: Frame) => Promise<void>,
): Promise<Ended> {
  const decoder = run(tools, 'ffmpeg', framesCommand(input, size, options.everyFrame), options.limits)
  try {
    const times = readFrameTimes(decoder.allTimes, decoder.selectedTimes)
    let count = 0
    for await (const pixels of piecesOf(decoder.stdout, size.width * size.height * 3)) {
      const time = await times.next()
      if (!time) break
      await use({ ...time, ...size, pixels })
      decoder.alive()
      if (++count >= options.mostFrames) break
    }
  } finally {
    decoder.stop()
  }
  return decoder.ended
}
