import { VIEWS, numberOfView } from '../contract/views.ts'
import type { View, ViewKind } from '../contract/views.ts'

/** Bytes of a view as it is stored and as native code answers it: its number, its quality, its hash in the order of its hex digits. */
const PACKED = 34

export function packViews(views: readonly View[]): Uint8Array {
  const packed = new Uint8Array(views.length * PACKED)
  for (const [i, { view, quality, pdq }] of views.entries()) {
    packed.set([numberOfView(view), quality], i * PACKED)
    for (let byte = 0; byte < 32; byte++) packed[i * PACKED + 2 + byte] = Number.parseInt(pdq.slice(2 * byte, 2 * byte + 2), 16)
  }
  return packed
}

/** Throws RangeError where the bytes are no views: they are only ever our own. */
export function unpackViews(packed: Uint8Array): View[] {
  if (packed.length % PACKED !== 0) throw new RangeError('packed views have 34 bytes each')
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length)
  return Array.from({ length: packed.length / PACKED }, (_, i) => {
    const at = i * PACKED
    const kind = VIEWS[bytes[at]!]
    if (kind === undefined) throw new RangeError('a view of a number that is not known')
    return { view: kind.id, quality: bytes[at + 1]!, pdq: bytes.toString('hex', at + 2, at + PACKED) }
  })
}

/** Each packed view without a copy of its hash. Throws RangeError as `unpackViews` does. */
export function* eachPackedView(packed: Uint8Array): Generator<{ kind: ViewKind; quality: number; hash: Uint8Array }> {
  if (packed.length % PACKED !== 0) throw new RangeError('packed views have 34 bytes each')
  for (let at = 0; at < packed.length; at += PACKED) {
    const kind = VIEWS[packed[at]!]
    if (kind === undefined) throw new RangeError('a view of a number that is not known')
    yield { kind, quality: packed[at + 1]!, hash: packed.subarray(at + 2, at + PACKED) }
  }
}
