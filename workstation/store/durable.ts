import { open, rename, rm } from 'node:fs/promises'
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { asDiskFailure } from './disk-failure.ts'

/**
 * Replaces a small file so that after a crash or a power cut it holds either the old bytes or the new ones.
 * Mode 0600. @throws AppError `disk.full`
 */
export function writeDurably(file: string, bytes: string | Uint8Array): void {
  const temporary = `${file}.new`
  try {
    const fd = openSync(temporary, 'w', 0o600)
    try {
      writeFully(fd, typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, file)
    syncFolderNow(dirname(file))
  } catch (error) {
    throw asDiskFailure(error)
  }
}

function writeFully(fd: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(fd, bytes, written)
}

function syncFolderNow(folder: string): void {
  // Windows knows no sync of a folder; there the rename is durable by NTFS's own log.
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** Moves a finished file to its place and makes the move itself durable. Both in the same file system. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function removeIfThere(file: string): Promise<void> {
  await rm(file, { force: true })
}
