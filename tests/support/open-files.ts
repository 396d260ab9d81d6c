import { readdirSync, readlinkSync } from 'node:fs'

/** Files under a folder that this process holds open. Linux. */
export function openFilesIn(folder: string): string[] {
  const files = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return [] // the descriptor of the listing itself
    }
  })
  return files.filter((file) => file.startsWith(folder))
}
