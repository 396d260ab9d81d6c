import { AppError } from '../../contract/error.ts'

/** A value that was gathered: the how-manieth it came, from 0. */
export interface GatheredValue {
  place: number
  code: number
  value: Uint8Array
}

export interface GatheredValues {
  readonly size: number
  /** @throws AppError list.too_large over some 120 million hashes @param code 1 … 31 @param value at most 64 KiB */
  add(code: number, value: Uint8Array): void
  /** All, by code, then value, then place. Nothing may be added any more. */
  inOrder(): Generator<GatheredValue>
}

const POOL = 1 << 24
const HEAD = 3
/** 4 GiB: what a place in 32 bits can name. */
const POOLS_LIMIT = 256

/**
 * Keeps millions of short values in flat memory (a hash of 32 bytes costs 47, of which 8 only while they are sorted) and gives them in
 * order. They are sorted as numbers by code and first 27 bits, natively; what is equal so far is then compared whole.
 */
export function createGatheredValues(): GatheredValues {
  const pools: Buffer[] = []
  let pool = Buffer.alloc(0)
  let room = 0
  let starts = new Uint32Array(1024)
  let size = 0

  function poolOf(start: number): Buffer {
    const pool = pools[Math.floor(start / POOL)]
    if (pool === undefined) throw new RangeError('no such value')
    return pool
  }

  function read(place: number): GatheredValue {
    const start = starts[place] ?? 0
    const pool = poolOf(start)
    const at = start % POOL
    return { place, code: pool.readUInt8(at), value: pool.subarray(at + HEAD, at + HEAD + pool.readUInt16LE(at + 1)) }
  }

  /** By value; a stable sort keeps equals in the order of their places. */
  function compare(a: number, b: number): number {
    const [x, y] = [starts[a] ?? 0, starts[b] ?? 0]
    const [poolX, poolY, atX, atY] = [poolOf(x), poolOf(y), x % POOL, y % POOL]
    return poolX.compare(poolY, atY + HEAD, atY + HEAD + poolY.readUInt16LE(atY + 1), atX + HEAD, atX + HEAD + poolX.readUInt16LE(atX + 1))
  }

  /** Low word: the place; high word: code and first bits. As one number of 64 bits they sort as they should. */
  function sortedPlaces(): Uint32Array {
    const keys = new BigUint64Array(size)
    const words = new Uint32Array(keys.buffer)
    for (let place = 0; place < size; place++) {
      const { code, value } = read(place)
      words[2 * place] = place
      words[2 * place + 1] = ((code << 27) | (firstWord(value) >>> 5)) >>> 0
    }
    keys.sort()
    return words
  }

  return {
    get size() {
      return size
    },
    add(code, value) {
      const bytes = HEAD + value.length
      if (bytes > room) {
        if (pools.length === POOLS_LIMIT) throw new AppError('list.too_large', { rows: size })
        pool = Buffer.allocUnsafeSlow(POOL)
        pools.push(pool)
        room = POOL
      }
      const at = POOL - room
      pool.writeUInt8(code, at)
      pool.writeUInt16LE(value.length, at + 1)
      pool.set(value, at + HEAD)
      room -= bytes
      if (size === starts.length) starts = doubled(starts)
      starts[size++] = (pools.length - 1) * POOL + at
    },
    *inOrder() {
      const words = sortedPlaces()
      for (let from = 0, to = 0; from < size; from = to) {
        for (to = from + 1; to < size && words[2 * to + 1] === words[2 * from + 1]; ) to++
        if (to === from + 1) yield read(words[2 * from] ?? 0)
        else for (const place of Uint32Array.from({ length: to - from }, (_, at) => words[2 * (from + at)] ?? 0).sort(compare)) yield read(place)
      }
    },
  }
}

function firstWord(value: Uint8Array): number {
  return (((value[0] ?? 0) << 24) | ((value[1] ?? 0) << 16) | ((value[2] ?? 0) << 8) | (value[3] ?? 0)) >>> 0
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(array.length * 2)
  more.set(array)
  return more
}
