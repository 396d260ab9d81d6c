import { createHmac, hkdfSync, randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { asDiskFailure } from '../store/disk-failure.ts'
import { moveDurably, removeIfThere, syncFolder } from '../store/durable.ts'
import { sealStream } from './seal-stream.ts'
import { openSealedFile, type ByteRange } from './sealed-file.ts'

export interface Vault {
  /**
   * Seals a stream under the SHA-256 of its bytes. When it answers, the file is on disk for good. The same bytes twice
   * are kept once (`new: false`). @throws AppError `disk.full`, `disk.unreadable`, and what the source throws; nothing stays then.
   */
  seal(source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number; new: boolean }>
  has(sha256: string): Promise<boolean>
  /**
   * The content, or a range of it, piece by piece (≤ 64 KiB). Only the chunks of the range, and the last, are read; the file is
   * released when the reader ends early. @throws AppError `vault.missing`, `vault.damaged`
   */
  read(sha256: string, range?: ByteRange): AsyncGenerator<Uint8Array<ArrayBuffer>>
  /** Length of the content in bytes. @throws AppError `vault.missing`, `vault.damaged` */
  bytes(sha256: string): Promise<number>
  /** Removes it; nothing happens when it is not there. */
  remove(sha256: string): Promise<void>
  /** Forgets the keys. */
  close(): void
}

/**
 * Opens the folder of sealed files, making it when it is not there, and removes what a stop left half written.
 * Names are HMACs: the SHA-256 of a reported file, in clear, would itself be a fingerprint on the disk.
 * @param key 32 bytes, the vault's own.
 */
export function openVault({ dir, key }: { dir: string; key: Uint8Array }): Vault {
  const contentKey = Buffer.from(hkdfSync('sha256', key, '', 'paravent vault content', 32))
  const nameKey = Buffer.from(hkdfSync('sha256', key, '', 'paravent vault names', 32))
  const incoming = join(dir, 'incoming')
  rmSync(incoming, { recursive: true, force: true })
  mkdirSync(incoming, { recursive: true, mode: 0o700 })
  const placing = new Map<string, Promise<unknown>>()
  const folders = new Map<string, Promise<void>>()

  function placeOf(sha256: string): { folder: string; file: string } {
    const name = createHmac('sha256', nameKey).update(sha256).digest('hex')
    const folder = join(dir, name.slice(0, 2))
    return { folder, file: join(folder, name) }
  }

  /** The folder is there, for good. */
  function ready(folder: string): Promise<void> {
    const made = folders.get(folder) ?? mkdir(folder, { recursive: true, mode: 0o700 }).then(() => syncFolder(dir))
    folders.set(folder, made)
    made.catch(() => folders.delete(folder)) // whoever waits has the failure; the next one tries anew
    return made
  }

  /** Moves a sealed file to its name unless the same bytes are there; equal ones one after the other, so that two count once. */
  function place(temporary: string, sha256: string): Promise<boolean> {
    const { folder, file } = placeOf(sha256)
    const placed = (placing.get(file) ?? Promise.resolve()).then(async () => {
      if (await isThere(file)) return false
      await ready(folder)
      await moveDurably(temporary, file)
      return true
    })
    const over = placed.then(nothing, nothing).then(() => {
      if (placing.get(file) === over) placing.delete(file)
    })
    placing.set(file, over)
    return placed
  }

  return {
    async seal(source) {
      const temporary = join(incoming, randomUUID())
      try {
        const sealed = await sealStream(contentKey, source, temporary)
        return { ...sealed, new: await place(temporary, sealed.sha256) }
      } catch (error) {
        throw asDiskFailure(error)
      } finally {
        await removeIfThere(temporary)
      }
    },
    has: (sha256) => isThere(placeOf(sha256).file),
    async *read(sha256, range) {
      const file = await openSealedFile(contentKey, placeOf(sha256).file, sha256)
      try {
        yield* file.read(range)
      } finally {
        await file.close()
      }
    },
    async bytes(sha256) {
      const file = await openSealedFile(contentKey, placeOf(sha256).file, sha256)
      await file.close()
      return file.bytes
    },
    async remove(sha256) {
      const { folder, file } = placeOf(sha256)
      if (!(await isThere(file))) return
      await removeIfThere(file)
      await syncFolder(folder)
    },
    close() {
      contentKey.fill(0)
      nameKey.fill(0)
    },
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return (await stat(file)).isFile()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

function nothing(): void {}
