import { createHash, randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { CHUNK, fileKeyOf, headerOf, sealChunk } from './sealed-format.ts'

/**
 * Writes `source` sealed to `file`, which must not exist yet, and syncs it. At most two chunks are in memory.
 * @returns SHA-256 of the plaintext in hex and its length in bytes
 */
export async function sealStream(vaultKey: Uint8Array, source: AsyncIterable<Uint8Array>, file: string): Promise<{ sha256: string; bytes: number }> {
  const header = headerOf(randomBytes(16))
  const key = fileKeyOf(vaultKey, header)
  const hash = createHash('sha256')
  const handle = await open(file, 'wx', 0o600)
  let bytes = 0
  let index = 0
  try {
    await handle.appendFile(header)
    let held: Buffer | null = null
    for await (const chunk of inChunks(source)) {
      // The last chunk is sealed differently, so each waits until another follows it.
      if (held !== null) await handle.appendFile(sealChunk(key, header, { index: index++, lastOf: null }, held))
      hash.update(chunk)
      bytes += chunk.length
      held = chunk
    }
    const digest = hash.digest()
    await handle.appendFile(sealChunk(key, header, { index, lastOf: digest }, held ?? Buffer.alloc(0)))
    await handle.sync()
    return { sha256: digest.toString('hex'), bytes }
  } finally {
    key.fill(0)
    await handle.close()
  }
}

/** Cuts a stream into buffers of exactly `CHUNK` bytes, the last one shorter; copies, so the source may reuse its own. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let buffer = Buffer.allocUnsafe(CHUNK)
  let filled = 0
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(CHUNK - filled, piece.length - at)
      buffer.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled === CHUNK) {
        yield buffer
        buffer = Buffer.allocUnsafe(CHUNK)
        filled = 0
      }
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled)
}
