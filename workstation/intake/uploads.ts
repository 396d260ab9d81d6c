import { createHash, timingSafeEqual } from 'node:crypto'
import { CHUNK_LIMIT, UPLOAD_LIMIT, type StartUpload, type UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { readName } from './file-names.ts'
import type { Live, Upload } from './live.ts'
import { within } from './live.ts'
import { createFileSpool, createMemorySpool, MEMORY_LIMIT, type Spool } from './spool.ts'
import type { FileTaker } from './take-file.ts'

/** Bytes of unfinished uploads that may wait in memory, over all intakes; the others go to a sealed scratch file. */
const MEMORY_OF_ALL = 32 * 1024 * 1024

export interface Uploads {
  start(live: Live, ask: StartUpload): UploadState
  state(live: Live, uploadId: string): UploadState
  /** @throws AppError upload.wrong_offset with the `offset` expected, upload.wrong_digest, upload.too_large, disk.full; the upload goes on after each */
  chunk(live: Live, uploadId: string, chunk: { offset: number; digest: string; bytes: Uint8Array }): Promise<UploadState>
  /** Seals the file, or unpacks it; answers when it is done. After a failure it may be asked again. @throws AppError upload.incomplete */
  finish(live: Live, uploadId: string): Promise<UploadState>
  /** Seals what came whole, which nobody asked for any more; what never did is told as refused. @throws AppError disk.full */
  giveUp(live: Live): Promise<void>
  drop(live: Live): Promise<void>
}

export interface UploadsParts {
  taker: FileTaker
  /** A folder for scratch files, made when it is first needed. */
  scratchDir(): string
  ids: { next(): string }
  onProgress(live: Live): void
}

export function createUploads({ taker, scratchDir, ids, onProgress }: UploadsParts): Uploads {
  let inMemory = 0

  function spoolFor(bytes: number): Spool {
    if (bytes > MEMORY_LIMIT || inMemory + bytes > MEMORY_OF_ALL) return createFileSpool(scratchDir())
    inMemory += bytes
    const spool = createMemorySpool()
    let held = bytes
    const release = spool.dispose
    spool.dispose = () => {
      inMemory -= held
      held = 0
      return release()
    }
    return spool
  }

  async function dispose(live: Live, upload: Upload): Promise<void> {
    live.uploads.delete(upload.id)
    await upload.spool.dispose()
  }

  async function receive(live: Live, upload: Upload, chunk: { offset: number; digest: string; bytes: Uint8Array }): Promise<UploadState> {
    if (chunk.offset !== upload.spool.bytes) throw new AppError('upload.wrong_offset', { offset: upload.spool.bytes })
    if (upload.spool.bytes + chunk.bytes.length > upload.bytes) throw new AppError('upload.too_large', { limit: upload.bytes })
    if (!hasDigest(chunk.bytes, chunk.digest)) throw new AppError('upload.wrong_digest')
    await upload.spool.append(chunk.bytes)
    live.bytes += chunk.bytes.length
    onProgress(live)
    return stateOf(upload)
  }

  async function complete(live: Live, upload: Upload): Promise<UploadState> {
    if (upload.done) return stateOf(upload)
    if (upload.spool.bytes !== upload.bytes) throw new AppError('upload.incomplete', { offset: upload.spool.bytes })
    await taker.take(live, upload.path, upload.spool.source())
    upload.done = true
    await upload.spool.dispose()
    return stateOf(upload)
  }

  function readPath(live: Live, path: string): string {
    try {
      return readName(path)
    } catch (error) {
      if (error instanceof AppError) taker.refuse(live, path.toWellFormed().replaceAll('\0', '\uFFFD'), error.code)
      throw error
    }
  }

  return {
    start(live, ask) {
      if (live.closing) throw new AppError('intake.closed')
      const path = readPath(live, ask.path)
      if (ask.bytes > UPLOAD_LIMIT) {
        taker.refuse(live, path, 'upload.too_large', ask.bytes)
        throw new AppError('upload.too_large', { limit: UPLOAD_LIMIT })
      }
      const upload: Upload = { id: ids.next(), path, bytes: ask.bytes, spool: spoolFor(ask.bytes), busy: Promise.resolve(), done: false }
      live.uploads.set(upload.id, upload)
      live.totalBytes += ask.bytes
      onProgress(live)
      return stateOf(upload)
    },
    state: (live, uploadId) => stateOf(find(live, uploadId)),
    chunk(live, uploadId, chunk) {
      if (chunk.bytes.length > CHUNK_LIMIT) throw new AppError('request.too_large', { limit: CHUNK_LIMIT })
      const upload = find(live, uploadId)
      return within(live, () => oneByOne(upload, () => receive(live, upload, chunk)))
    },
    finish(live, uploadId) {
      const upload = find(live, uploadId)
      return within(live, () => oneByOne(upload, () => complete(live, upload)))
    },
    async giveUp(live) {
      for (const upload of [...live.uploads.values()]) {
        if (upload.spool.bytes === upload.bytes) await complete(live, upload)
        else if (!upload.done) taker.refuse(live, upload.path, 'upload.incomplete', upload.spool.bytes)
        await dispose(live, upload)
      }
    },
    async drop(live) {
      for (const upload of [...live.uploads.values()]) await dispose(live, upload)
    },
  }
}

function find(live: Live, uploadId: string): Upload {
  const upload = live.uploads.get(uploadId)
  if (upload === undefined) throw new AppError('upload.unknown')
  return upload
}

function oneByOne<T>(upload: Upload, work: () => Promise<T>): Promise<T> {
  const running = upload.busy.then(work)
  upload.busy = running.catch(() => undefined) // told to whoever asked; the next request goes on
  return running
}

/** @param digest SHA-256, hex */
function hasDigest(bytes: Uint8Array, digest: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(digest)) return false
  return timingSafeEqual(createHash('sha256').update(bytes).digest(), Buffer.from(digest, 'hex'))
}

function stateOf(upload: Upload): UploadState {
  return { uploadId: upload.id, offset: upload.done ? upload.bytes : upload.spool.bytes }
}
