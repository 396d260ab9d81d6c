import { createHash } from 'node:crypto'
import type { UploadState } from '../../contract/api.ts'
import { CHUNK_LIMIT } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { ListProgress } from '../../contract/match.ts'
import type { ListSource } from './run-import.ts'

/** Where a list's bytes wait, sealed, until they are all there (intake's spool is one). */
export interface Spool {
  readonly bytes: number
  append(piece: Uint8Array): Promise<void>
  source(): ListSource
  dispose(): Promise<void>
}

interface Upload {
  id: string
  listId: string
  expected: number
  spool: Spool
  /** Chunks of one upload are written one after the other. */
  before: Promise<unknown>
}

export interface Chunk {
  offset: number
  /** SHA-256 of the bytes, hex. */
  digest: string
  bytes: Uint8Array
}

export interface ListUploads {
  open(id: string, listId: string, expected: number): UploadState
  /** A chunk that is there already is answered as written. @throws AppError upload.* */
  append(id: string, chunk: Chunk): Promise<UploadState>
  listOf(id: string): string
  progress(listId: string): ListProgress | null
  /** Hands the whole file over, which the caller disposes of. @throws AppError upload.unknown, upload.incomplete */
  take(listId: string): Spool
  discard(listId: string): Promise<void>
  close(): Promise<void>
}

export function createListUploads(newSpool: () => Spool): ListUploads {
  const uploads = new Map<string, Upload>()
  const ofList = (listId: string) => [...uploads.values()].find(it => it.listId === listId)
  const known = (id: string): Upload => uploads.get(id) ?? unknown()

  async function discard(upload: Upload): Promise<void> {
    uploads.delete(upload.id)
    await upload.before
    await upload.spool.dispose()
  }

  return {
    open(id, listId, expected) {
      uploads.set(id, { id, listId, expected, spool: newSpool(), before: Promise.resolve() })
      return { uploadId: id, offset: 0 }
    },
    append(id, chunk) {
      const upload = known(id)
      const written = upload.before.then(() => write(upload, chunk))
      upload.before = written.catch(() => undefined) // the sender of the chunk has the failure; the next chunk goes on
      return written
    },
    listOf: id => known(id).listId,
    progress(listId) {
      const upload = ofList(listId)
      return upload === undefined ? null : { phase: 'sending', bytes: upload.spool.bytes, totalBytes: upload.expected, rows: 0 }
    },
    take(listId) {
      const upload = ofList(listId) ?? unknown()
      if (upload.spool.bytes < upload.expected) throw new AppError('upload.incomplete', { offset: upload.spool.bytes })
      uploads.delete(upload.id)
      return upload.spool
    },
    async discard(listId) {
      const upload = ofList(listId)
      if (upload !== undefined) await discard(upload)
    },
    async close() {
      await Promise.all([...uploads.values()].map(discard))
    },
  }
}

function unknown(): never {
  throw new AppError('upload.unknown')
}

async function write(upload: Upload, { offset, digest, bytes }: Chunk): Promise<UploadState> {
  const { spool } = upload
  if (bytes.length > CHUNK_LIMIT) throw new AppError('request.too_large', { limit: CHUNK_LIMIT })
  if (createHash('sha256').update(bytes).digest('hex') !== digest) throw new AppError('upload.wrong_digest')
  // Sent again because its answer was lost.
  if (offset + bytes.length <= spool.bytes) return { uploadId: upload.id, offset: spool.bytes }
  if (offset !== spool.bytes) throw new AppError('upload.wrong_offset', { offset: spool.bytes })
  if (offset + bytes.length > upload.expected) throw new AppError('upload.too_large', { limit: upload.expected })
  await spool.append(bytes)
  return { uploadId: upload.id, offset: spool.bytes }
}
