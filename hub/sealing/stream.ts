import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '../../contract/error.ts'

/**
 * A file sealed in chunks, so that it streams: `PVH1 | salt (16)`, then chunks of 64 KiB, each ciphertext and tag (16).
 * The file's key comes from the hub's by HKDF with the salt; a chunk's nonce is its number and whether it is the last,
 * so that chunks cannot be cut, doubled or moved.
 */
const MAGIC = Buffer.from('PVH1')
const SALT_BYTES = 16
const TAG_BYTES = 16
const CHUNK_BYTES = 64 * 1024

/** @param key 32 bytes. */
export async function* sealStream(key: Uint8Array, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES)
  const fileKey = deriveKey(key, salt)
  yield Buffer.concat([MAGIC, salt])
  let number = 0
  for await (const { bytes, last } of pieces(source, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonce(number++, last))
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/** @throws AppError `vault.damaged` as soon as a chunk is not what was sealed. */
export async function* openStream(key: Uint8Array, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, rest } = await splitHead(source, MAGIC.length + SALT_BYTES)
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new AppError('vault.damaged')
  const fileKey = deriveKey(key, head.subarray(MAGIC.length))
  let number = 0
  for await (const { bytes, last } of pieces(rest, CHUNK_BYTES + TAG_BYTES)) yield openChunk(fileKey, nonce(number++, last), bytes)
}

function openChunk(fileKey: Uint8Array, iv: Uint8Array, bytes: Buffer): Uint8Array {
  if (bytes.length < TAG_BYTES) throw new AppError('vault.damaged')
  const decipher = createDecipheriv('aes-256-gcm', fileKey, iv)
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES)), decipher.final()])
  } catch (error) {
    throw new AppError('vault.damaged', {}, { cause: error })
  }
}

function deriveKey(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'paravent hub media', 32))
}

function nonce(number: number, last: boolean): Uint8Array {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(number, 4)
  iv[11] = last ? 1 : 0
  return iv
}

/** Cuts a stream into pieces of `size` bytes; the last, marked so, may be shorter and even empty. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let waiting: Buffer = Buffer.alloc(0)
  for await (const part of source) {
    waiting = waiting.length === 0 ? Buffer.from(part) : Buffer.concat([waiting, part])
    // More than a piece: what is exactly one may still be the last.
    while (waiting.length > size) {
      yield { bytes: waiting.subarray(0, size), last: false }
      waiting = waiting.subarray(size)
    }
  }
  yield { bytes: waiting, last: true }
}

async function splitHead(source: AsyncIterable<Uint8Array>, size: number): Promise<{ head: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  let bytes: Buffer = Buffer.alloc(0)
  while (bytes.length < size) {
    const { value, done } = await iterator.next()
    if (done === true) throw new AppError('vault.damaged')
    bytes = Buffer.concat([bytes, value])
  }
  const first = bytes.subarray(size)
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield first
      for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: bytes.subarray(0, size), rest: rest() }
}
