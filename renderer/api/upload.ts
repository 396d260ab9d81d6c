import { CHUNK_LIMIT } from '../../contract/api.ts'
import type { UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Chunk } from './client.ts'
import { Unreachable } from './problem.ts'

/** How octets reach the core; the intake and the lists each bring theirs. */
export type UploadLine = {
  send: (uploadId: string, chunk: Chunk) => Promise<UploadState>
  /** How far the core has it; null where it cannot be asked. */
  where: (uploadId: string) => Promise<UploadState | null>
  digest: (octets: ArrayBuffer) => Promise<string>
  wait: (milliseconds: number) => Promise<void>
}

/** The part of a File that is used. */
export type Source = { size: number; slice: (from: number, to: number) => { arrayBuffer: () => Promise<ArrayBuffer> } }

const WAITS = [250, 1000, 3000, 6000, 10_000]

/**
 * Sends a file by chunks from where the core has it. A chunk that got lost or was garbled is sent again from where the
 * core says it stands; after five tries without progress the failure is thrown, and the same call later goes on.
 * `stopped` is asked before each chunk. Answers whether the whole file arrived.
 */
export async function upload(
  line: UploadLine,
  source: Source,
  begun: UploadState,
  onProgress: (offset: number) => void,
  stopped: () => boolean,
): Promise<boolean> {
  let { offset } = begun
  let failures = 0
  while (offset < source.size) {
    if (stopped()) return false
    try {
      const octets = await read(source, offset)
      const answer = await line.send(begun.uploadId, { octets, offset, digest: await line.digest(octets) })
      failures = answer.offset > offset ? 0 : failures + 1
      offset = answer.offset
      onProgress(offset)
    } catch (thrown) {
      if (!passing(thrown) || failures >= WAITS.length) throw thrown
      await line.wait(WAITS[failures] ?? 0)
      failures += 1
      offset = await standing(line, begun.uploadId, offset)
    }
    if (failures > WAITS.length) throw new AppError('upload.incomplete')
  }
  return !stopped()
}

/** A file that was moved or may not be read fails here, as `file.unreadable`. */
async function read(source: Source, offset: number): Promise<ArrayBuffer> {
  try {
    return await source.slice(offset, Math.min(source.size, offset + CHUNK_LIMIT)).arrayBuffer()
  } catch (cause) {
    throw new AppError('file.unreadable', {}, { cause })
  }
}

async function standing(line: UploadLine, uploadId: string, offset: number): Promise<number> {
  try {
    return (await line.where(uploadId))?.offset ?? offset
  } catch (thrown) {
    if (!passing(thrown)) throw thrown
    return offset
  }
}

function passing(thrown: unknown): boolean {
  if (thrown instanceof Unreachable) return true
  return thrown instanceof AppError && ['upload.wrong_offset', 'upload.wrong_digest'].includes(thrown.code)
}
