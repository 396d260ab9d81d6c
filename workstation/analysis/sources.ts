import { INLINE_LIMIT, type FileSource } from '../../contract/analyzer.ts'
import type { Scratch, ScratchJob } from '../vault/scratch.ts'
import type { Vault } from '../vault/vault.ts'
import { beginsLikePicture } from './picture-head.ts'

/** One job's file, as the analyzer gets it, and a folder of its own. */
export interface JobFile {
  readonly source: FileSource
  readonly scratch: string
  readonly picture: boolean
}

const HEAD_BYTES = 16

/** Small files in memory, larger ones as a scratch file under a key of its own; all of it is gone after `use`. */
export async function withJobFile<T>(parts: { vault: Vault; scratch: Scratch }, sha256: string, bytes: number, use: (file: JobFile) => Promise<T>): Promise<T> {
  const job = parts.scratch.job()
  try {
    const source = await sourceOf(parts.vault, job, sha256, bytes)
    const head = source.kind === 'bytes' ? source.bytes : await collect(parts.vault.read(sha256, { start: 0, end: HEAD_BYTES }))
    return await use({ source, scratch: job.dir, picture: beginsLikePicture(head) })
  } finally {
    await job.dispose()
  }
}

async function sourceOf(vault: Vault, job: ScratchJob, sha256: string, bytes: number): Promise<FileSource> {
  if (bytes <= INLINE_LIMIT) return { kind: 'bytes', bytes: await collect(vault.read(sha256)) }
  return { kind: 'scratch', ...(await job.writeSealed(vault.read(sha256))) }
}

async function collect(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of pieces) all.push(piece)
  const [only] = all
  return only !== undefined && all.length === 1 ? only : Buffer.concat(all)
}
