import { createHash } from 'node:crypto'
import type { FrameFingerprint } from '../../../contract/analyzer.ts'
import { AppError } from '../../../contract/error.ts'
import { readLines } from './lines.ts'
import type { ListReader, ListSink } from './list-reader.ts'
import { readVpdqLine, vpdqLine } from './vpdq-text.ts'

/** Frames of one video: eleven days at one a second. */
const FRAMES_LIMIT = 1_000_000

/** vPDQ's text: a line a frame, all of one video, which becomes one entry. */
export function readVpdq(sink: ListSink): ListReader {
  const frames: FrameFingerprint[] = []
  return readLines(sink, toSink => ({
    line({ number, text }) {
      if (text.trim() === '') return
      const frame = readVpdqLine(text)
      if (typeof frame === 'string') return toSink.rejection(number, frame, text)
      if (frames.push(frame) > FRAMES_LIMIT) throw new AppError('list.too_large', { rows: FRAMES_LIMIT })
    },
    end() {
      if (frames.length > 0) toSink.entry(entryOf(frames), 1)
    },
  }))
}

/** The value names the video among others: the SHA-256 of its frames as they are written. */
function entryOf(frames: FrameFingerprint[]): Parameters<ListSink['entry']>[0] {
  const digest = createHash('sha256')
  for (const frame of frames) digest.update(`${vpdqLine(frame)}\n`)
  return { algorithm: 'vpdq', value: digest.digest('hex'), classification: '', sourceReference: '', added: null, expires: null, frames }
}
