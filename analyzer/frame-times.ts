import type { Readable } from 'node:stream'
import { TIMES_PER_SECOND } from './ffmpeg-command.ts'

export type FrameTime = {
  /** Number of the frame among all decoded ones, from 0. */
  frame: number
  /** Since the first frame. */
  seconds: number
}

const LINE = /^frame:\s*\d+\s+pts:\s*(-?\d+)/

/** Collects the `pts` of each line that ffmpeg's metadata filter prints, as fast as they come: a pipe left full would stop ffmpeg. */
function collectPts(lines: Readable, arrived: () => void): number[] {
  const collected: number[] = []
  let rest = ''
  lines.on('data', (piece: Buffer) => {
    const parts = (rest + piece.toString('latin1')).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const match = LINE.exec(part)
      if (match) collected.push(Number(match[1]))
    }
    arrived()
  })
  return collected
}

export type FrameTimes = {
  /** Number and time of the next selected frame; null where ffmpeg ended without telling. */
  next(): Promise<FrameTime | null>
}

/**
 * `all` tells the times of all decoded frames, `selected` those of the frames that are sent. A line may come before or after its
 * frame's pixels.
 */
export function readFrameTimes(all: Readable, selected: Readable): FrameTimes {
  let wake = (): void => {}
  let open = 2
  const closed = (): void => {
    open--
    wake()
  }
  const allPts = collectPts(all, () => wake())
  const selectedPts = collectPts(selected, () => wake())
  for (const lines of [all, selected]) lines.once('close', closed)
  let frame = -1
  let first: number | null = null

  /** Takes times off `allPts` up to the wanted one; false where it has not come yet. */
  function advanceTo(pts: number): boolean {
    const at = allPts.indexOf(pts)
    if (at < 0) return false
    first ??= allPts[0]!
    frame += at + 1
    allPts.splice(0, at + 1)
    return true
  }

  return {
    async next() {
      for (;;) {
        const pts = selectedPts[0]
        if (pts !== undefined && advanceTo(pts)) {
          selectedPts.shift()
          return { frame, seconds: Math.max(0, pts - (first ?? pts)) / TIMES_PER_SECOND }
        }
        if (open === 0) return null
        await new Promise<void>(resolve => (wake = resolve))
      }
    },
  }
}
