import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/error.ts'
import type { HubPorts } from '../ports.ts'
import { openStream, sealStream } from '../sealing/stream.ts'
import { mediaName } from './media-name.ts'
import { insertMedia, mediaBytes } from './media.store.ts'
import { syncFolder } from './sync-folder.ts'

const MEDIA_LIMIT = 2 * 1024 * 1024 * 1024

export interface Media {
  /** Seals a file under its digest; the same twice is kept once. @throws AppError `upload.wrong_digest`, `upload.too_large`, `disk.full` */
  put(sha256: string, source: AsyncIterable<Uint8Array>): Promise<{ bytes: number }>
  /** @throws AppError `hub.media_unknown`; while it is read, `vault.damaged` */
  get(sha256: string): Promise<{ bytes: number; content: AsyncIterable<Uint8Array> }>
  has(sha256: string): Promise<boolean>
}

/** Sealed files on disk, named by an HMAC of their digest; the database knows which are whole. */
export function createMedia({ sql, key, mediaDir, clock }: HubPorts): Media {
  const nameOf = (sha256: string): string => mediaName(key, sha256)
  const place = (sha256: string): string => join(mediaDir, nameOf(sha256))

  return {
    async put(sha256, source) {
      const temporary = join(mediaDir, `${randomBytes(12).toString('hex')}.part`)
      await mkdir(mediaDir, { recursive: true, mode: 0o700 })
      try {
        const bytes = await writeSealed(key, temporary, sha256, source)
        await rename(temporary, place(sha256))
        await syncFolder(mediaDir)
        await insertMedia(sql, nameOf(sha256), bytes, clock.now())
        return { bytes }
      } catch (error) {
        await rm(temporary, { force: true })
        throw asDiskFull(error)
      }
    },
    async get(sha256) {
      const bytes = await mediaBytes(sql, nameOf(sha256))
      if (bytes === null) throw new AppError('hub.media_unknown')
      await refuseLost(place(sha256))
      return { bytes, content: openStream(key, read(place(sha256))) }
    },
    async has(sha256) {
      return (await mediaBytes(sql, nameOf(sha256))) !== null
    },
  }
}

/** A file that was given up as lost is unknown. */
async function refuseLost(file: string): Promise<void> {
  try {
    await access(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new AppError('hub.media_unknown', {}, { cause: error })
    throw error
  }
}

/** Opens the file with the first read: what is never read leaves nothing open. */
async function* read(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file)
}

/** What a hub that was killed left half-written. Called at start, before anything is received. */
export async function removeUnfinished(mediaDir: string): Promise<void> {
  await mkdir(mediaDir, { recursive: true, mode: 0o700 })
  const parts = (await readdir(mediaDir)).filter((name) => name.endsWith('.part'))
  await Promise.all(parts.map((name) => rm(join(mediaDir, name), { force: true })))
}

async function writeSealed(key: Uint8Array, file: string, sha256: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const digest = createHash('sha256')
  let bytes = 0
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      bytes += part.length
      if (bytes > MEDIA_LIMIT) throw new AppError('upload.too_large', { limit: MEDIA_LIMIT })
      digest.update(part)
      yield part
    }
  }
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const chunk of sealStream(key, measured())) await handle.writeFile(chunk)
    if (digest.digest('hex') !== sha256) throw new AppError('upload.wrong_digest')
    await handle.sync()
  } finally {
    await handle.close()
  }
  return bytes
}

function asDiskFull(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' ? new AppError('disk.full', {}, { cause: error }) : error
}
