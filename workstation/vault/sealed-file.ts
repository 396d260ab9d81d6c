import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../contract/error.ts'
import { CHUNK, checkHeader, fileKeyOf, HEADER, openChunk, shapeOf, TAG } from './sealed-format.ts'

/** Bytes from `start` on, up to but not with `end`; both within the content. */
export interface ByteRange {
  start: number
  end: number
}

/** A sealed file opened for reading: its end was verified, so that its length can be believed. */
export interface SealedFile {
  readonly bytes: number
  read(range?: ByteRange): AsyncGenerator<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/** @throws AppError `vault.missing`, `vault.damaged` */
export async function openSealedFile(vaultKey: Uint8Array, file: string, sha256: string): Promise<SealedFile> {
  const handle = await openHandle(file)
  try {
    const header = await readAt(handle, 0, HEADER)
    checkHeader(header)
    const sealedBytes = (await handle.stat()).size
    const { bytes, chunks } = shapeOf(sealedBytes)
    const key = fileKeyOf(vaultKey, header)
    const digest = Buffer.from(sha256, 'hex')

    const openAt = async (index: number): Promise<Buffer<ArrayBuffer>> => {
      const start = HEADER + index * (CHUNK + TAG)
      const sealed = await readAt(handle, start, Math.min(CHUNK + TAG, sealedBytes - start))
      return openChunk(key, header, { index, lastOf: index === chunks - 1 ? digest : null }, sealed)
    }
    const last = await openAt(chunks - 1)

    return {
      bytes,
      async *read({ start, end } = { start: 0, end: bytes }) {
        if (start < 0 || end > bytes || start > end) throw new RangeError('range outside the sealed content')
        for (let at = start; at < end; ) {
          const index = Math.floor(at / CHUNK)
          const plain = index === chunks - 1 ? last : await openAt(index)
          const from = at - index * CHUNK
          const piece = plain.subarray(from, Math.min(plain.length, from + end - at))
          at += piece.length
          yield piece
        }
      },
      async close() {
        key.fill(0)
        await handle.close()
      },
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openHandle(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new AppError('vault.missing', {}, { cause: error })
    throw error
  }
}

/** @throws AppError `vault.damaged` when the file ends before */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) throw new AppError('vault.damaged')
    filled += bytesRead
  }
  return buffer
}
