import { createCipheriv, createDecipheriv, randomBytes, type DecipherGCM } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/error.ts'
import { asDiskFailure } from '../store/disk-failure.ts'
import type { ByteSource } from './byte-source.ts'

/**
 * Where bytes wait until they are a whole file: a scratch file of sealed pieces, each under AES-256-GCM with a nonce of
 * its own and a key that is only in memory. Small files stay in memory altogether. A process that dies leaves nothing readable.
 */
export interface Spool {
  readonly bytes: number
  readonly onDisk: boolean
  /** One piece after the other; a piece that failed left nothing. @throws AppError disk.full */
  append(piece: Uint8Array): Promise<void>
  source(): ByteSource
  dispose(): Promise<void>
}

/** Whole files up to this many bytes may wait in memory. */
export const MEMORY_LIMIT = 4 * 1024 * 1024

interface Piece {
  /** Of the plain and of the sealed bytes alike: GCM keeps lengths, tags stay in memory. */
  readonly start: number
  readonly length: number
  readonly nonce: Buffer
  readonly tag: Buffer
}

export function createMemorySpool(): Spool {
  let pieces: Uint8Array[] = []
  let bytes = 0
  return {
    onDisk: false,
    get bytes() {
      return bytes
    },
    append: (piece) => {
      pieces.push(Uint8Array.from(piece))
      bytes += piece.length
      return Promise.resolve()
    },
    source() {
      const [only] = pieces
      const whole = only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces)
      return {
        bytes,
        async *read(start, end) {
          yield whole.subarray(start, end)
        },
      }
    },
    dispose: () => {
      pieces = []
      return Promise.resolve()
    },
  }
}

/** @param dir a scratch folder; the file is made with the first piece. */
export function createFileSpool(dir: string): Spool {
  const key = randomBytes(32)
  const path = join(dir, `${randomBytes(12).toString('hex')}.spool`)
  const pieces: Piece[] = []
  let file: FileHandle | undefined
  let bytes = 0
  let opened: { index: number; plain: Buffer } | undefined

  async function append(piece: Uint8Array): Promise<void> {
    if (piece.length === 0) return
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const sealed = Buffer.concat([cipher.update(piece), cipher.final()])
    try {
      file ??= await open(path, 'wx+', 0o600)
      await writeFully(file, sealed, bytes)
    } catch (error) {
      throw asDiskFailure(error)
    }
    pieces.push({ start: bytes, length: piece.length, nonce, tag: cipher.getAuthTag() })
    bytes += piece.length
  }

  async function unseal(index: number): Promise<Buffer> {
    if (opened?.index === index) return opened.plain
    const piece = pieces[index]
    if (piece === undefined || file === undefined) throw new Error('a spool was read past its end or after its disposal')
    const sealed = Buffer.allocUnsafe(piece.length)
    const { bytesRead } = await file.read(sealed, 0, sealed.length, piece.start)
    if (bytesRead !== sealed.length) throw new AppError('disk.unreadable')
    const decipher = createDecipheriv('aes-256-gcm', key, piece.nonce).setAuthTag(piece.tag)
    const plain = Buffer.concat([decipher.update(sealed), finish(decipher)])
    opened = { index, plain }
    return plain
  }

  async function* read(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let index = pieceAt(pieces, start), at = start; at < end; index += 1) {
      const plain = await unseal(index)
      const offset = at - (pieces[index]?.start ?? 0)
      const part = plain.subarray(offset, offset + (end - at))
      yield part
      at += part.length
    }
  }

  return {
    onDisk: true,
    get bytes() {
      return bytes
    },
    append,
    source: () => ({ bytes, read }),
    async dispose() {
      key.fill(0)
      opened = undefined
      const handle = file
      file = undefined
      await handle?.close()
      if (handle !== undefined) await rm(path, { force: true })
    },
  }
}

/** A piece that somebody changed on the disk is not taken in. */
function finish(decipher: DecipherGCM): Buffer {
  try {
    return decipher.final()
  } catch (cause) {
    throw new AppError('disk.unreadable', {}, { cause })
  }
}

async function writeFully(file: FileHandle, sealed: Buffer, at: number): Promise<void> {
  for (let written = 0; written < sealed.length; ) {
    const { bytesWritten } = await file.write(sealed, written, sealed.length - written, at + written)
    written += bytesWritten
  }
}

/** The index of the piece that holds the byte at `position`. */
function pieceAt(pieces: readonly Piece[], position: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const piece = pieces[middle]
    if (piece !== undefined && piece.start + piece.length <= position) low = middle + 1
    else high = middle
  }
  return low
}

/** Lets `use` read a stream from any place: small ones wait in memory, others in a sealed scratch file that is gone after. */
export async function spoolAll<T>(dir: string, stream: AsyncIterable<Uint8Array>, use: (whole: ByteSource) => Promise<T>): Promise<T> {
  let spool = createMemorySpool()
  try {
    for await (const piece of stream) {
      if (!spool.onDisk && spool.bytes + piece.length > MEMORY_LIMIT) spool = await moveTo(createFileSpool(dir), spool)
      await spool.append(piece)
    }
    return await use(spool.source())
  } finally {
    await spool.dispose()
  }
}

async function moveTo(target: Spool, spool: Spool): Promise<Spool> {
  for await (const piece of spool.source().read(0, spool.bytes)) await target.append(piece)
  await spool.dispose()
  return target
}
