import { inside } from './boxes.ts'

/**
 * The index (`sidx`, ISO/IEC 14496-12 § 8.16.3) that lets a browser seek in a fragmented MP4: length and duration of each
 * fragment, ahead of them all. Without it Chromium reads the whole file before it knows the duration.
 */

export type Fragment = {
  /** Length of `moof` and `mdat` together. */
  bytes: number
  /** Decoding time of the first sample, in units of the track. */
  start: number
  /** Sum of its samples' durations, same units. */
  duration: number
}

const DEFAULT_DURATION_PRESENT = 0x8
/** Optional 32-bit fields of `tfhd` before the default duration (the base offset has 64). */
const TFHD_BEFORE_DURATION: [flag: number, bytes: number][] = [[0x1, 8], [0x2, 4]]
const TRUN_BEFORE_SAMPLES: [flag: number, bytes: number][] = [[0x1, 4], [0x4, 4]]
const TRUN_PER_SAMPLE: [flag: number, bytes: number][] = [[0x100, 4], [0x200, 4], [0x400, 4], [0x800, 4]]
const SAMPLE_DURATION_PRESENT = 0x100

const widthOf = (fields: [flag: number, bytes: number][], flags: number): number =>
  fields.reduce((sum, [flag, bytes]) => sum + (flags & flag ? bytes : 0), 0)

function defaultDuration(tfhd: Buffer): number {
  const flags = tfhd.readUIntBE(1, 3)
  return flags & DEFAULT_DURATION_PRESENT ? tfhd.readUInt32BE(8 + widthOf(TFHD_BEFORE_DURATION, flags)) : 0
}

function durationOf(trun: Buffer, byDefault: number): number {
  const flags = trun.readUIntBE(1, 3)
  const count = trun.readUInt32BE(4)
  if (!(flags & SAMPLE_DURATION_PRESENT)) return count * byDefault
  const first = 8 + widthOf(TRUN_BEFORE_SAMPLES, flags)
  const step = widthOf(TRUN_PER_SAMPLE, flags)
  let sum = 0
  for (let i = 0; i < count; i++) sum += trun.readUInt32BE(first + i * step)
  return sum
}

/** Reads start and duration off a `moof` of one track; `mdatBytes` is the length of the `mdat` that follows. */
export function fragmentOf(moof: Uint8Array, mdatBytes: number): Fragment {
  const tfhd = inside(moof, 'traf', 'tfhd')
  const tfdt = inside(moof, 'traf', 'tfdt')
  const trun = inside(moof, 'traf', 'trun')
  if (!tfhd || !tfdt || !trun) throw new Error('a fragment of our encoder lacks tfhd, tfdt or trun')
  const start = tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4)
  return { bytes: moof.length + mdatBytes, start, duration: durationOf(trun, defaultDuration(tfhd)) }
}

const REFERENCE = 12
const FIXED = 8 + 4 + 4 + 4 + 8 + 8 + 4
const STARTS_WITH_KEYFRAME = 0x90000000
const MOST_REFERENCES = 0xffff

/** The index over all fragments, which must follow it directly and end with the file. */
export function indexOf(fragments: readonly Fragment[], timescale: number): Uint8Array {
  const merged = mergedTo(MOST_REFERENCES, fragments)
  const box = Buffer.alloc(FIXED + merged.length * REFERENCE)
  box.writeUInt32BE(box.length, 0)
  box.write('sidx', 4, 'latin1')
  box.writeUInt8(1, 8)
  box.writeUInt32BE(1, 12)
  box.writeUInt32BE(timescale, 16)
  box.writeBigUInt64BE(BigInt(fragments[0]?.start ?? 0), 20)
  box.writeUInt16BE(merged.length, 38)
  merged.forEach((fragment, i) => {
    box.writeUInt32BE(fragment.bytes, FIXED + i * REFERENCE)
    box.writeUInt32BE(fragment.duration, FIXED + i * REFERENCE + 4)
    box.writeUInt32BE(STARTS_WITH_KEYFRAME, FIXED + i * REFERENCE + 8)
  })
  return box
}

/** Neighbours joined until an index's 16-bit count can hold them. */
function mergedTo(most: number, fragments: readonly Fragment[]): readonly Fragment[] {
  let merged = fragments
  while (merged.length > most) {
    merged = merged.flatMap((fragment, i, all) => {
      const next = all[i + 1]
      if (i % 2 === 1) return []
      return [next ? { ...fragment, bytes: fragment.bytes + next.bytes, duration: fragment.duration + next.duration } : fragment]
    })
  }
  return merged
}
