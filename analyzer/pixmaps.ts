import type { Readable } from 'node:stream'
import { giveBack } from './give-back.ts'

/** A byte for each of R, G and B, or one for brightness. */
export type Pixmap = { pixels: Uint8Array; width: number; height: number; channels: 1 | 3 }

type Header = Omit<Pixmap, 'pixels'>

const HEADER = /^P([56])\n(\d+) (\d+)\n255\n/
const LONGEST_HEADER = 32

/** What a header tells, and its length; null where it has not come whole. */
function headerOf(bytes: Uint8Array): (Header & { length: number }) | null {
  const start = Buffer.from(bytes.subarray(0, LONGEST_HEADER)).toString('latin1')
  const found = HEADER.exec(start)
  if (found) return { width: Number(found[2]), height: Number(found[3]), channels: found[1] === '5' ? 1 : 3, length: found[0].length }
  if (start.length === LONGEST_HEADER) throw new Error('ffmpeg wrote what is no pixmap')
  return null
}

/**
 * The pictures of a stream of binary PPM or PGM, in one buffer that is used again: pixels are only good until the next picture is asked for. `accept` is told each size before there is room made for it,
 * and throws where it is not wanted. A rest at the end is dropped.
 */
export async function* pixmapsOf(stream: Readable, accept: (size: { width: number; height: number }) => void): AsyncGenerator<Pixmap> {
  let pixels = new Uint8Array()
  let size: Header | null = null
  let filled = 0
  let early: Uint8Array = new Uint8Array()
  for await (const untyped of stream) {
    const read = untyped as Uint8Array
    let bytes = early.length === 0 ? read : Buffer.concat([early, read])
    early = new Uint8Array()
    while (bytes.length > 0) {
      if (size === null) {
        const header = headerOf(bytes)
        if (header === null) {
          early = Uint8Array.from(bytes)
          break
        }
        accept(header)
        const { length, ...rest } = header
        size = rest
        const wanted = size.width * size.height * size.channels
        if (pixels.length !== wanted) pixels = new Uint8Array(wanted)
        bytes = bytes.subarray(length)
      }
      const part = bytes.subarray(0, pixels.length - filled)
      pixels.set(part, filled)
      filled += part.length
      bytes = bytes.subarray(part.length)
      if (filled < pixels.length) continue
      yield { pixels, ...size }
      size = null
      filled = 0
    }
    giveBack(read)
  }
}
