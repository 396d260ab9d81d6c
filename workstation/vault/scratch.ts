import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asDiskFailure } from '../store/disk-failure.ts'

/** A file that ffmpeg reads by its `crypto:` protocol: AES-128-CBC with PKCS #7 padding. */
export interface ScratchFile {
  path: string
  /** 16 bytes each, hex. */
  key: string
  iv: string
  /** Length of the plaintext. */
  bytes: number
}

export interface ScratchJob {
  /** A folder of this job's own, for what the analyzer must write. */
  readonly dir: string
  /** Writes a stream under a key made for it alone. @throws AppError `disk.full`, and what the source throws */
  writeSealed(source: AsyncIterable<Uint8Array>): Promise<ScratchFile>
  /** Removes the folder with all that is in it. */
  dispose(): Promise<void>
}

export interface Scratch {
  job(): ScratchJob
  /** Removes what every job left. */
  clear(): void
}

/** Short-lived sealed files. The folder is emptied when it is opened: what lies there after a crash has no key any more. */
export function createScratch({ dir }: { dir: string }): Scratch {
  const clear = (): void => {
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  }
  clear()
  return {
    clear,
    job() {
      const own = join(dir, randomUUID())
      mkdirSync(own, { mode: 0o700 })
      return {
        dir: own,
        writeSealed: (source) => writeSealed(join(own, randomUUID()), source),
        dispose: () => rm(own, { recursive: true, force: true, maxRetries: 3 }),
      }
    },
  }
}

async function writeSealed(path: string, source: AsyncIterable<Uint8Array>): Promise<ScratchFile> {
  const key = randomBytes(16)
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  let bytes = 0
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      for await (const piece of source) {
        bytes += piece.length
        await handle.appendFile(cipher.update(piece))
      }
      await handle.appendFile(cipher.final())
    } finally {
      await handle.close()
    }
  } catch (error) {
    await rm(path, { force: true })
    throw asDiskFailure(error)
  }
  return { path, key: key.toString('hex'), iv: iv.toString('hex'), bytes }
}
