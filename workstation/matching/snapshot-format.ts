import { createHash, hkdfSync } from 'node:crypto'
import { AppError } from '../../contract/error.ts'

/**
 * The snapshot of an index: a header of 64 bytes, then chunks of at most 32,768 hashes, each AES-256-GCM with its tag of 16 bytes after
 * it. A chunk's plaintext is the ids (32-bit, little endian), then the hashes (32 bytes each, in the order of their digits). Each file
 * has a key of its own (HKDF-SHA256 with the file's random salt), so a chunk's number is a nonce that never repeats; header and number
 * are authenticated with each chunk. The header tells the version, how many hashes follow, the salt, and the SHA-256 of the list's id and
 * revision: so what is flipped, cut off, out of order, or another list's does not open.
 */
export const HEADER = 64
export const TAG = 16
export const CHUNK_HASHES = 32768
const ROW = 36
const MAGIC = Buffer.from('PVIX', 'latin1')
const VERSION = 1
const SALT = { from: 12, to: 28 }
const CONTENT = { from: 32, to: 64 }

/** What a snapshot was made of: a list, at one of its revisions. */
export interface SnapshotContent {
  listId: string
  revision: string
}

/** @param salt 16 random bytes */
export function headerOf(content: SnapshotContent, count: number, salt: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER)
  MAGIC.copy(header)
  header.writeUInt32BE(VERSION, 4)
  header.writeUInt32BE(count, 8)
  header.set(salt, SALT.from)
  header.set(digestOf(content), CONTENT.from)
  return header
}

/**
 * How many hashes follow. They are believed when the first chunk opens.
 * @throws AppError `index.snapshot_damaged`, `index.snapshot_version`, or `index.snapshot_outdated` (another list's, or another revision)
 */
export function readHeader(header: Buffer, fileBytes: number, content: SnapshotContent): number {
  if (header.length !== HEADER || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw new AppError('index.snapshot_damaged')
  const version = header.readUInt32BE(4)
  if (version !== VERSION) throw new AppError('index.snapshot_version', { found: version, expected: VERSION })
  if (!header.subarray(CONTENT.from, CONTENT.to).equals(digestOf(content))) throw new AppError('index.snapshot_outdated')
  const count = header.readUInt32BE(8)
  if (fileBytes !== HEADER + count * ROW + chunksOf(count) * TAG) throw new AppError('index.snapshot_damaged')
  return count
}

/** An empty index has one chunk too, or nothing would show that its header is genuine. */
export function chunksOf(count: number): number {
  return Math.max(1, Math.ceil(count / CHUNK_HASHES))
}

/** Where chunk `index` of `count` hashes lies in the file, tag included, and which hashes it holds. */
export function chunkPlace(index: number, count: number): { offset: number; bytes: number; first: number; hashes: number } {
  const first = index * CHUNK_HASHES
  const hashes = Math.min(CHUNK_HASHES, count - first)
  return { offset: HEADER + first * ROW + index * TAG, bytes: hashes * ROW + TAG, first, hashes }
}

/** The key of one file, for AES-GCM of WebCrypto, which works off the event loop. @param key 32 bytes, derived from the data key for snapshots alone */
export function fileKeyOf(key: Uint8Array, header: Buffer, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const bytes = new Uint8Array(hkdfSync('sha256', key, header.subarray(SALT.from, SALT.to), 'paravent index snapshot', 32))
  const imported = crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [usage])
  bytes.fill(0)
  return imported
}

export function cipherOf(header: Buffer, index: number): AesGcmParams {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setUint32(8, index)
  const additionalData = new Uint8Array(HEADER + 4)
  additionalData.set(header)
  new DataView(additionalData.buffer).setUint32(HEADER, index)
  return { name: 'AES-GCM', iv, additionalData, tagLength: TAG * 8 }
}

function digestOf({ listId, revision }: SnapshotContent): Buffer {
  return createHash('sha256').update(JSON.stringify([listId, revision])).digest()
}
