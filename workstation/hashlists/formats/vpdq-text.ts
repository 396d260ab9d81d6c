import type { FrameFingerprint } from '../../../contract/analyzer.ts'
import type { ErrorCode } from '../../../contract/error.ts'

/**
 * vPDQ's text: one video a file, one frame a line, `frame,quality,pdq,seconds`. Frame numbers count all decoded frames from 0;
 * quality is 0 … 100; the hash has 64 hex digits, highest word first; seconds have three decimals.
 */

export type VpdqFault = {
  /** From 1. */
  line: number
  /** `list.row_columns` (not four fields), `list.row_value` (frame, quality or hash), `list.row_time` (seconds). */
  code: ErrorCode
}

export type VpdqText = { frames: FrameFingerprint[]; faults: VpdqFault[] }

const WHOLE = /^\d{1,10}$/
const QUALITY = /^(\d{1,2}|100)$/
const PDQ = /^[0-9a-f]{64}$/i
const SECONDS = /^\d{1,8}(\.\d{1,9})?$/

/** One line, without its end. */
export function vpdqLine({ frame, quality, pdq, seconds }: FrameFingerprint): string {
  return `${frame},${quality},${pdq},${seconds.toFixed(3)}`
}

/** The frame of one line, or the code of what is wrong with it. */
export function readVpdqLine(text: string): FrameFingerprint | ErrorCode {
  const fields = text.split(',').map(field => field.trim())
  const [frame, quality, pdq, seconds] = fields
  if (fields.length !== 4 || frame === undefined || quality === undefined || pdq === undefined || seconds === undefined) return 'list.row_columns'
  if (!WHOLE.test(frame) || !QUALITY.test(quality) || !PDQ.test(pdq)) return 'list.row_value'
  if (!SECONDS.test(seconds)) return 'list.row_time'
  return { frame: Number(frame), quality: Number(quality), pdq: pdq.toLowerCase(), seconds: Number(seconds) }
}

/** All frames of a text and what is wrong with the other lines. Empty lines, a byte order mark and either kind of line end are no fault. */
export function readVpdqText(text: string): VpdqText {
  const read: VpdqText = { frames: [], faults: [] }
  for (const [at, line] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const found = readVpdqLine(line)
    if (typeof found === 'string') read.faults.push({ line: at + 1, code: found })
    else read.frames.push(found)
  }
  return read
}
