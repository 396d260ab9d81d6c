import type { Derivative } from '../contract/analyzer.ts'
import { covered } from './cover.ts'
import type { Grey } from './cover.ts'
import { pngOfGrey } from './grey-png.ts'

export const MOST_FRAMES = 60

export type StripFrame = { grey: Grey; seconds: number }

/** Says whether a strip at this moment wants the next frame, and holds at most 60 evenly spaced ones. */
export type StripCollector = {
  /** Called for each sampled frame, in order; `grey` is only computed where the frame is wanted. */
  offer(seconds: number, grey: () => Grey): void
  readonly frames: readonly StripFrame[]
}

/** The length of a video is not known (nor believed) beforehand: when full, every other frame goes and the stride doubles. */
export function createStripCollector(): StripCollector {
  let frames: StripFrame[] = []
  let stride = 1
  let offered = 0
  return {
    get frames() {
      return frames
    },
    offer(seconds, grey) {
      if (offered++ % stride !== 0) return
      if (frames.length === MOST_FRAMES) {
        frames = frames.filter((_, i) => i % 2 === 0)
        stride *= 2
        if ((offered - 1) % stride !== 0) return
      }
      frames.push({ seconds, grey: grey() })
    },
  }
}

/** One sprite of covered frames side by side, all of one size. */
export function stripOf(frames: readonly StripFrame[]): Derivative {
  const hidden = frames.map(frame => covered(frame.grey))
  const { width, height } = hidden[0]!
  const whole = width * hidden.length
  const pixels = new Uint8Array(whole * height)
  hidden.forEach((frame, i) => {
    for (let y = 0; y < height; y++) pixels.set(frame.pixels.subarray(y * width, (y + 1) * width), y * whole + i * width)
  })
  return {
    kind: 'strip',
    contentType: 'image/png',
    width: whole,
    height,
    bytes: pngOfGrey({ pixels, width: whole, height }),
    seconds: frames.map(frame => frame.seconds),
  }
}
