import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few megabytes in memory, that can be filled and be made larger in earnest. Linux, for root. */
export interface SmallDisk {
  readonly folder: string
  /** Fills it but for so many bytes. */
  fill(leaving: number): void
  /** Takes away what filled it. */
  free(): void
  close(): void
}

/** Why there can be none here; null where there can. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'to mount a small disk takes root on Linux'
  try {
    openSmallDisk(1).close()
    return null
  } catch (error) {
    return String(error)
  }
}

export function openSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-disk-'))
  run('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder)
  const filler = join(folder, 'filler')
  const free = (): void => rmSync(filler, { force: true })
  return {
    folder,
    fill(leaving) {
      free()
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaving)))
      } catch (error) {
        // Another took the room meanwhile: full all the same.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free,
    close() {
      run('umount', folder)
      rmSync(folder, { recursive: true })
    },
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${stderr || String(error)}`)
}
