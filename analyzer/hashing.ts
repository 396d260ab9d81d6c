import { createHash } from 'node:crypto'
import type { FileHashes } from '../contract/analyzer.ts'

/** MD5, SHA-1 and SHA-256 in one pass. */
export async function hashesOf(pieces: AsyncIterable<Uint8Array>): Promise<FileHashes> {
  const hashes = { md5: createHash('md5'), sha1: createHash('sha1'), sha256: createHash('sha256') }
  let bytes = 0
  for await (const piece of pieces) {
    for (const hash of Object.values(hashes)) hash.update(piece)
    bytes += piece.length
  }
  return { md5: hashes.md5.digest('hex'), sha1: hashes.sha1.digest('hex'), sha256: hashes.sha256.digest('hex'), bytes }
}
