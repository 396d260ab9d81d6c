import type { Readable } from 'node:stream'

/** R, G and B of a picture, a byte each; the pixels are only good until the next picture is asked for. */
export type Pixmap = { pixels: Uint8Array; width: number; height: number }

const HEADER = /^P6\n(\d+) (\d+)\n255\n/
const LONGEST_HEADER = 32

/** The size that a pixmap's header tells, and the header's length; null where it has not come whole. */
function headerOf(bytes: Uint8Array): { width: number; height: number; length: number } | null {
  const start = Buffer.from(bytes.subarray(0, LONGEST_HEADER)).toString('latin1')
  const found = HEADER.exec(start)
  if (found) return { width: Number(found[1]), height: Number(found[2]), length: found[0].length }
  if (start.length === LONGEST_HEADER) throw new Error('ffmpeg wrote what is no pixmap')
  return null
}

/**
 * The pictures of a stream of binary PPM, in one buffer that is used again. `accept` is told each size before there is room made for it,
 * and throws where it is not wanted. A rest at the end is dropped.
 */
export async function* pixmapsOf(stream: Readable, accept: (size: { width: number; height: number }) => void): AsyncGenerator<Pixmap> {
  let pixels = new Uint8Array()
  let size: { width: number; height: number } | null = null
  let filled = 0
  let early: Uint8Array = new Uint8Array()
  for await (const read of stream) {
    let bytes: Uint8Array = early.length === 0 ? (read as Uint8Array) : Buffer.concat([early, read as Uint8Array])
    early = new Uint8Array()
    while (bytes.length > 0) {
      if (size === null) {
        const header = headerOf(bytes)
        if (header === null) {
          early = bytes
          break
        }
        accept(header)
        size = { width: header.width, height: header.height }
        if (pixels.length !== size.width * size.height * 3) pixels = new Uint8Array(size.width * size.height * 3)
        bytes = bytes.subarray(header.length)
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
  }
}
