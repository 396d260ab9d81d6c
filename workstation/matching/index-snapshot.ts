import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../../contract/error.ts'
import { buildHashIndex } from '../../native/index.ts'
import type { HashIndex, HashIndexOptions, HashPage } from '../../native/index.ts'
import { asDiskFailure } from '../store/disk-failure.ts'
import { moveDurably, removeIfThere } from '../store/durable.ts'
import { chunkPlace, chunksOf, cipherOf, fileKeyOf, HEADER, headerOf, readHeader } from './snapshot-format.ts'
import type { SnapshotContent } from './snapshot-format.ts'

export interface SnapshotPlace extends SnapshotContent {
  file: string
  /** 32 bytes, derived from the data key for snapshots alone. */
  key: Uint8Array
}

/** Chunks read and opened at the same time: as many as keep two cores and a disk busy; each takes 2.4 MB. */
const LANES = 4

/**
 * Writes what the index holds now, sealed, beside its place, syncs it and moves it there; an older one is replaced. A chunk at a time,
 * off the event loop but for a copy of 1.2 MB. The index may change meanwhile.
 * @throws AppError `disk.full`, `disk.unreadable`; then the older one stays
 */
export async function saveIndexSnapshot(place: SnapshotPlace, index: Pick<HashIndex, 'size' | 'pages'>): Promise<void> {
  const fresh = `${place.file}.writing`
  try {
    const handle = await open(fresh, 'w', 0o600)
    try {
      await writeAll(handle, place, index)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await moveDurably(fresh, place.file)
  } catch (error) {
    await removeIfThere(fresh)
    throw asDiskFailure(error)
  }
}

async function writeAll(handle: FileHandle, place: SnapshotPlace, index: Pick<HashIndex, 'size' | 'pages'>): Promise<void> {
  // In one go, so that both are of the same moment.
  const pages = index.pages()
  const count = index.size
  let page = pages.next()

  const header = headerOf(place, count, randomBytes(16))
  const key = await fileKeyOf(place.key, header, 'encrypt')
  await handle.appendFile(header)
  for (let chunk = 0; chunk < chunksOf(count); chunk++) {
    const plain = page.done === true ? new Uint8Array(0) : bytesOf(page.value)
    await handle.appendFile(new Uint8Array(await crypto.subtle.encrypt(cipherOf(header, chunk), key, plain)))
    page = pages.next()
  }
}

function bytesOf({ ids, hashes }: HashPage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ids.byteLength + hashes.length)
  bytes.set(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength))
  bytes.set(hashes, ids.byteLength)
  return bytes
}

/**
 * The index that was saved, built anew from its hashes, off the event loop; null where there is no file. Nothing of a file is believed
 * that does not open under the key: whoever calls builds from the list then, and says so.
 * @throws AppError `index.snapshot_damaged` (also: under another key), `index.snapshot_version`, `index.snapshot_outdated` (another list's, or
 * another revision), `index.no_memory`, `disk.unreadable`
 */
export async function loadIndexSnapshot(place: SnapshotPlace, options?: HashIndexOptions): Promise<HashIndex | null> {
  let handle: FileHandle
  try {
    handle = await open(place.file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw asDiskFailure(error)
  }
  try {
    const { hashes, ids } = await readAll(handle, place)
    return await buildHashIndex(hashes, ids, options)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOMEM' ? new AppError('index.no_memory', {}, { cause: error }) : asDiskFailure(error)
  } finally {
    await handle.close()
  }
}

async function readAll(handle: FileHandle, place: SnapshotPlace): Promise<HashPage> {
  const header = await readFully(handle, 0, HEADER)
  const count = readHeader(header, (await handle.stat()).size, place)
  const key = await fileKeyOf(place.key, header, 'decrypt')
  const all = roomFor(count)
  const numbers = Array.from({ length: chunksOf(count) }, (_, chunk) => chunk).values()

  async function lane(): Promise<void> {
    // The lanes share one iterator: each takes the next number that no other has taken.
    for (const chunk of numbers) {
      const { offset, bytes, first, hashes } = chunkPlace(chunk, count)
      const plain = await opened(key, cipherOf(header, chunk), await readFully(handle, offset, bytes))
      all.ids.set(new Uint32Array(plain, 0, hashes), first)
      all.hashes.set(new Uint8Array(plain, hashes * 4), first * 32)
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane))
  return all
}

/** @throws AppError `index.no_memory` */
function roomFor(count: number): HashPage {
  try {
    return { hashes: new Uint8Array(count * 32), ids: new Uint32Array(count) }
  } catch (cause) {
    throw new AppError('index.no_memory', {}, { cause })
  }
}

async function opened(key: CryptoKey, cipher: AesGcmParams, sealed: Buffer<ArrayBuffer>): Promise<ArrayBuffer> {
  try {
    return await crypto.subtle.decrypt(cipher, key, sealed)
  } catch (cause) {
    throw new AppError('index.snapshot_damaged', {}, { cause })
  }
}

async function readFully(handle: FileHandle, offset: number, bytes: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  let read = 0
  while (read < bytes) {
    const { bytesRead } = await handle.read(buffer, read, bytes - read, offset + read)
    if (bytesRead === 0) throw new AppError('index.snapshot_damaged')
    read += bytesRead
  }
  return buffer
}
