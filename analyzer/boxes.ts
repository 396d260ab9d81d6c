/** The boxes of an MP4 file (ISO/IEC 14496-12), as far as our own encoder's output needs them. */

export type Box = { type: string; bytes: Uint8Array }

const HEADER = 8

/** Top-level boxes of a stream, each whole. Ours have 32-bit sizes; anything else is a bug. */
export async function* boxesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Box> {
  let held = Buffer.alloc(0)
  for await (const piece of stream) {
    held = Buffer.concat([held, piece])
    while (held.length >= HEADER && held.length >= held.readUInt32BE(0)) {
      const size = held.readUInt32BE(0)
      if (size < HEADER) throw new Error('an MP4 box of our encoder has no size')
      yield { type: held.toString('latin1', 4, 8), bytes: held.subarray(0, size) }
      held = held.subarray(size)
    }
  }
}

/** The first box on the path inside a box, e.g. `traf`, `tfdt`; contents without the header. */
export function inside(box: Uint8Array, ...path: string[]): Buffer | null {
  let contents = Buffer.from(box.buffer, box.byteOffset, box.length).subarray(HEADER)
  for (const wanted of path) {
    const found = children(contents).find(child => child.type === wanted)
    if (!found) return null
    contents = Buffer.from(found.bytes.buffer, found.bytes.byteOffset, found.bytes.length).subarray(HEADER)
  }
  return contents
}

function children(contents: Buffer): Box[] {
  const found: Box[] = []
  for (let at = 0; at + HEADER <= contents.length; ) {
    const size = contents.readUInt32BE(at)
    if (size < HEADER || at + size > contents.length) break
    found.push({ type: contents.toString('latin1', at + 4, at + 8), bytes: contents.subarray(at, at + size) })
    at += size
  }
  return found
}
