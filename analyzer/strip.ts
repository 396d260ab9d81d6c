import type { Derivative } from '../contract/analyzer.ts'
import { coveredRow, encodeGrey } from './cover.ts'
import type { Grey } from './grey.ts'

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
export async function stripOf(frames: readonly StripFrame[]): Promise<Derivative> {
  const row = await coveredRow(frames.map(frame => frame.grey))
  return {
    kind: 'strip',
    contentType: 'image/jpeg',
    width: row.width,
    height: row.height,
    bytes: await encodeGrey(row),
    seconds: frames.map(frame => frame.seconds),
  }
}
