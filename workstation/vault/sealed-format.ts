import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { AppError } from '../../contract/error.ts'

/**
 * A sealed file: a header of 32 bytes, then chunks of 64 KiB plaintext, each AES-256-GCM with its tag of 16 bytes after
 * it; the last chunk may be shorter, or empty. Each file has a key of its own (HKDF-SHA256 of the vault's key with the
 * file's random id), so a chunk's number is a nonce that never repeats. The authenticated data binds header, number and
 * whether the chunk is the last; the last one binds the SHA-256 of the whole content too. So a flipped byte, chunks out of
 * order, a cut end, and one file under another's name all fail to open.
 */
export const CHUNK = 64 * 1024
export const TAG = 16
export const HEADER = 32
const MAGIC = Buffer.from('PVNT\u0001\u0000\u0000\u0000', 'latin1')
const ID_BYTES = 16

export function headerOf(fileId: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER)
  MAGIC.copy(header, 0)
  header.writeUInt32BE(CHUNK, 8)
  header.set(fileId, HEADER - ID_BYTES)
  return header
}

export function fileKeyOf(vaultKey: Uint8Array, header: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', vaultKey, header.subarray(HEADER - ID_BYTES), 'paravent vault file', 32))
}

/** @throws AppError `vault.damaged` */
export function checkHeader(header: Uint8Array): void {
  const expected = headerOf(header.subarray(HEADER - ID_BYTES))
  if (header.length !== HEADER || !expected.equals(header)) throw new AppError('vault.damaged')
}

/** Plaintext bytes and number of chunks of a sealed file of so many bytes. @throws AppError `vault.damaged` */
export function shapeOf(sealedBytes: number): { bytes: number; chunks: number } {
  const body = sealedBytes - HEADER
  const chunks = Math.max(1, Math.ceil(body / (CHUNK + TAG)))
  const bytes = body - chunks * TAG
  // An empty last chunk stands only in an empty file.
  if (bytes < 0 || (chunks > 1 && bytes <= (chunks - 1) * CHUNK)) throw new AppError('vault.damaged')
  return { bytes, chunks }
}

export interface ChunkPlace {
  index: number
  /** SHA-256 of the whole content (32 bytes) for the last chunk, null for the others. */
  lastOf: Uint8Array | null
}

export function sealChunk(key: Uint8Array, header: Uint8Array, place: ChunkPlace, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place.index))
  cipher.setAAD(bindingOf(header, place))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws AppError `vault.damaged` */
export function openChunk(key: Uint8Array, header: Uint8Array, place: ChunkPlace, sealed: Uint8Array): Buffer<ArrayBuffer> {
  if (sealed.length < TAG) throw new AppError('vault.damaged')
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place.index), { authTagLength: TAG })
  decipher.setAAD(bindingOf(header, place))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  try {
    // In this mode the end brings no bytes, only the verdict.
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG))
    decipher.final()
    return plain
  } catch (cause) {
    throw new AppError('vault.damaged', {}, { cause })
  }
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 8)
  return nonce
}

function bindingOf(header: Uint8Array, { index, lastOf }: ChunkPlace): Buffer {
  const number = Buffer.alloc(5)
  number.writeUInt32BE(index, 0)
  number[4] = lastOf === null ? 0 : 1
  return Buffer.concat([header, number, lastOf ?? Buffer.alloc(0)])
}
