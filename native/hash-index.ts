/** The face of an index of 256-bit hashes by Hamming distance, and the shapes that it takes and gives. */

export const HASH_BYTES = 32
const HASH_BITS = 256

/** A hash that is near: the id it was added under, and the bits that differ. */
export type Neighbour = { id: number; distance: number }

/** Neighbours of many hashes: those of hash i stand from `starts[i]` to `starts[i + 1]`, nearest first, then by id. */
export type Neighbourhoods = { starts: Uint32Array; ids: Uint32Array; distances: Uint16Array }

/** Each neighbour, and the place of the hash that it is a neighbour of. */
export function* eachNeighbour({ starts, ids, distances }: Neighbourhoods): Generator<Neighbour & { of: number }> {
  for (let of = 0; of + 1 < starts.length; of++) {
    for (let at = starts[of]!; at < starts[of + 1]!; at++) yield { of, id: ids[at]!, distance: distances[at]! }
  }
}

/** Some hashes, 32 bytes each in the order of their hex digits, and as many ids. */
export type HashPage = { hashes: Uint8Array; ids: Uint32Array }

/**
 * Hashes under ids (32-bit unsigned, may repeat: several views of one entry). Every answer is exact: that of a plain scan over what
 * the index held at the moment of the call, whatever is added, removed or built while it is worked out.
 *
 * Memory, in C++: 96 bytes a hash and 4.2 MB, or 36 bytes a hash under 32,768. What is added is scanned until there is more of it
 * than 32,768 hashes and a 32nd of the rest; then tables are built anew beside the old ones, off the event loop, which takes the same
 * again and 2 bytes a hash and core until it is done. All calls throw once the index is disposed of.
 *
 * RangeError is thrown, or rejected with, on hashes that are not whole, as many ids as hashes missing, and a distance that is no
 * whole number from 0 to 256; an Error with code `ENOMEM` where memory runs out, and then the index is as it was.
 */
export interface HashIndex {
  /** Hashes in it. */
  readonly size: number
  /** Memory that it takes, in bytes. */
  readonly bytes: number
  /** Hashes within `maxDistance` bits (inclusive) of the one of 32 bytes, nearest first, then by id. Within 31 bits it takes well under 1 ms, beyond all are scanned. */
  query(hash: Uint8Array, maxDistance: number): Neighbour[]
  /** The same for many, 32 bytes each, on all cores, off the event loop. Rejects with RangeError over 67,108,864 neighbours. */
  queryBatch(hashes: Uint8Array, maxDistance: number): Promise<Neighbourhoods>
  add(hashes: Uint8Array, ids: Uint32Array): void
  /** Removes every hash of these ids; answers how many hashes there were. About 1 ms a million hashes. */
  remove(ids: Uint32Array): number
  /** What it holds at the moment of the first step, in pages of at most 32,768 hashes, in no order. */
  pages(): Generator<HashPage>
  /** Resolves when no tables are being built. Never rejects: a failure goes to `onFailure`. */
  settled(): Promise<void>
  /** Gives its memory back at once; work under way ends as it would have. */
  dispose(): void
}

export interface HashIndexOptions {
  /** Tables could not be built anew (code `ENOMEM`): the index goes on as it is, slower. Without it the process is warned. */
  onFailure?: (error: unknown) => void
}

export const PAGE = 32768

/** @throws RangeError */
export function checkHash(hash: Uint8Array): void {
  if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES) throw new RangeError('a hash is a Uint8Array of 32 bytes')
}

/** How many they are. @throws RangeError */
export function countOf(hashes: Uint8Array, ids?: Uint32Array): number {
  if (!(hashes instanceof Uint8Array) || isDetached(hashes) || hashes.length % HASH_BYTES !== 0) throw new RangeError('hashes are a Uint8Array of 32 bytes each')
  const count = hashes.length / HASH_BYTES
  if (ids === undefined) return count
  if (!(ids instanceof Uint32Array) || isDetached(ids) || ids.length !== count) throw new RangeError('ids are a Uint32Array, as many as hashes')
  return count
}

/** @throws RangeError */
export function checkIds(ids: Uint32Array): void {
  if (!(ids instanceof Uint32Array) || isDetached(ids)) throw new RangeError('ids are a Uint32Array')
}

/** @throws RangeError */
export function checkDistance(maxDistance: number): void {
  if (!Number.isInteger(maxDistance) || maxDistance < 0 || maxDistance > HASH_BITS) throw new RangeError('a distance is a whole number from 0 to 256')
}

function isDetached(array: Uint8Array | Uint32Array): boolean {
  return array.buffer instanceof ArrayBuffer && array.buffer.detached
}

/**
 * The same bytes in a buffer that nobody else can write to or give away: the array's own, which is detached from it, where the
 * array is all of it; else a copy.
 */
export function takenOver<T extends Uint8Array | Uint32Array>(array: T, kind: new (buffer: ArrayBuffer) => T): T {
  const { buffer, byteOffset, byteLength } = array
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return new kind(buffer.transferToFixedLength())
  return new kind(new Uint8Array(buffer, byteOffset, byteLength).slice().buffer)
}
