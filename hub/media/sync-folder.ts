import { open } from 'node:fs/promises'

/** Makes what was renamed in a folder durable. Windows knows no sync of a folder; there NTFS's own log does it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
