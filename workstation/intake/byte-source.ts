import { open } from 'node:fs/promises'
import { AppError } from '../../contract/error.ts'

/** Bytes that can be read from any place, such as an archive needs. */
export interface ByteSource {
  readonly bytes: number
  /** From `start` up to and without `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

const PIECE = 256 * 1024

/** A file of the person's own disk. @throws AppError file.unreadable when it cannot be opened or read. */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path, 'r').catch(unreadable)
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw new AppError('file.unreadable')
    return await use({
      bytes: facts.size,
      async *read(start, end) {
        for (let at = start; at < end; ) {
          const piece = Buffer.allocUnsafe(Math.min(PIECE, end - at))
          const { bytesRead } = await file.read(piece, 0, piece.length, at).catch(unreadable)
          if (bytesRead === 0) throw new AppError('file.unreadable')
          yield piece.subarray(0, bytesRead)
          at += bytesRead
        }
      },
    })
  } finally {
    await file.close()
  }
}

function unreadable(cause: unknown): never {
  throw new AppError('file.unreadable', {}, { cause })
}

/** The first `length` bytes, or fewer if there are no more. */
export async function readHead(source: ByteSource, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(0, Math.min(length, source.bytes))) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Looks at the first `length` bytes of a stream and gives the whole stream on. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const pieces = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let known = 0
  while (known < length) {
    const next = await pieces.next()
    if (next.done === true) break
    first.push(next.value)
    known += next.value.length
  }
  return { head: Buffer.concat(first), all: continued(first, pieces) }
}

async function* continued(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
