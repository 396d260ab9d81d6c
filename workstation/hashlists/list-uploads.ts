import { createHash } from 'node:crypto'
import type { UploadState } from '../../contract/api.ts'
import { CHUNK_LIMIT } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { ListProgress } from '../../contract/match.ts'
import type { ListImport } from './list-imports.ts'
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
  asked: ListImport
  expected: number
  spool: Spool
  /** Chunks of one upload are written one after the other. */
  before: Promise<unknown>
  /** When its last chunk came, by the clock that never goes back. */
  touchedAt: number
  looking: NodeJS.Timeout
}

export interface Chunk {
  offset: number
  /** SHA-256 of the bytes, hex. */
  digest: string
  bytes: Uint8Array
}

export interface ListUploadParts {
  newSpool(): Spool
  clock: { monotonic(): number }
  /** Its file will not come; nothing of it is left. */
  onLost(listId: string, why: unknown): void
  onBackgroundFailure(error: unknown): void
}

/** The files of lists on their way here. One that cannot go on, or that nobody sends any more, is lost. */
export interface ListUploads {
  open(id: string, asked: ListImport, expected: number): UploadState
  /** A chunk that is there already is answered as written. After another failure than `SENT_AGAIN` the upload is over. @throws AppError upload.*, disk.* */
  append(id: string, chunk: Chunk): Promise<UploadState>
  progress(listId: string): ListProgress | null
  /** Hands the whole file over, which the caller disposes of. @throws AppError upload.unknown, upload.incomplete */
  take(listId: string): { asked: ListImport; spool: Spool }
  discard(listId: string): Promise<void>
  close(): Promise<void>
}

/** The sender may send such a chunk as it should be. */
const SENT_AGAIN: readonly ErrorCode[] = ['upload.wrong_offset', 'upload.wrong_digest', 'request.too_large']
/** Far beyond what a page waits before it gives up by itself (renderer/api/upload.ts). */
const PATIENCE_MS = 5 * 60_000
const LOOK_EVERY_MS = 500

export function createListUploads({ newSpool, clock, onLost, onBackgroundFailure }: ListUploadParts): ListUploads {
  const uploads = new Map<string, Upload>()
  const ofList = (listId: string) => [...uploads.values()].find(it => it.asked.list.id === listId)
  const known = (id: string): Upload => uploads.get(id) ?? unknown()

  function forget({ id, looking }: Upload): boolean {
    clearInterval(looking)
    return uploads.delete(id)
  }

  async function discard(upload: Upload): Promise<void> {
    forget(upload)
    await upload.before
    await upload.spool.dispose()
  }

  async function lose(upload: Upload, why: unknown): Promise<void> {
    if (!forget(upload)) return
    await discard(upload).finally(() => onLost(upload.asked.list.id, why))
  }

  function look(upload: Upload): void {
    if (clock.monotonic() - upload.touchedAt >= PATIENCE_MS) lose(upload, new AppError('list.interrupted')).catch(onBackgroundFailure)
  }

  return {
    open(id, asked, expected) {
      const looking = setInterval(() => look(upload), LOOK_EVERY_MS).unref()
      const upload: Upload = { id, asked, expected, spool: newSpool(), before: Promise.resolve(), touchedAt: clock.monotonic(), looking }
      uploads.set(id, upload)
      return { uploadId: id, offset: 0 }
    },
    async append(id, chunk) {
      const upload = known(id)
      upload.touchedAt = clock.monotonic()
      const written = upload.before.then(() => write(upload, chunk))
      upload.before = written.catch(() => undefined) // the sender of the chunk has the failure; the next chunk goes on
      try {
        return await written
      } catch (error) {
        if (!(error instanceof AppError && SENT_AGAIN.includes(error.code))) await lose(upload, error)
        throw error
      }
    },
    progress(listId) {
      const upload = ofList(listId)
      return upload === undefined ? null : { phase: 'sending', bytes: upload.spool.bytes, totalBytes: upload.expected, rows: 0 }
    },
    take(listId) {
      const upload = ofList(listId) ?? unknown()
      if (upload.spool.bytes < upload.expected) throw new AppError('upload.incomplete', { offset: upload.spool.bytes })
      forget(upload)
      return upload
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
