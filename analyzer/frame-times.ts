import type { Readable } from 'node:stream'
import { FRAME_NUMBERS } from './ffmpeg-command.ts'

export type FrameTime = {
  /** Number of the frame among all decoded ones, from 0. */
  frame: number
  /** Since the first frame, to 3 decimals, as vPDQ writes it. */
  seconds: number
}

const LINE = /^frame:\s*\d+\s+pts:\s*(-?\d+)/

function timeOf(pts: number): FrameTime {
  const milliseconds = Math.floor(pts / FRAME_NUMBERS)
  return { frame: pts - milliseconds * FRAME_NUMBERS, seconds: Math.max(0, milliseconds) / 1000 }
}

/** The times of the frames that ffmpeg hands over, each once: a line may come before or after its frame's pixels. Null where it ended without telling. */
export function readFrameTimes(lines: Readable): { next(): Promise<FrameTime | null> } {
  // Taken as fast as they come: a pipe left full would stop ffmpeg.
  const told: FrameTime[] = []
  let wake = (): void => {}
  let open = true
  let rest = ''
  lines.on('data', (piece: Buffer) => {
    const parts = (rest + piece.toString('latin1')).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const match = LINE.exec(part)
      if (match) told.push(timeOf(Number(match[1])))
    }
    wake()
  })
  lines.once('close', () => {
    open = false
    wake()
  })
  return {
    async next() {
      while (told.length === 0 && open) await new Promise<void>(resolve => (wake = resolve))
      return told.shift() ?? null
    },
  }
}
