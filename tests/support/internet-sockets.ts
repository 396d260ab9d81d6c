import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6']

/** Whether a process holds a socket of any Internet protocol now; false where the system does not tell (it is Linux that does). */
export function hasInternetSocket(pid: number): boolean {
  if (process.platform !== 'linux') return false
  const open = new Set(TABLES.flatMap((table) => inodesOf(`/proc/${pid}/net/${table}`)))
  return readdirSync(`/proc/${pid}/fd`).some((descriptor) => open.has(inodeOf(`/proc/${pid}/fd/${descriptor}`)))
}

/** The tenth column of each line but the first. */
function inodesOf(table: string): string[] {
  return readFileSync(table, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => line.trim().split(/\s+/)[9] ?? [])
}

function inodeOf(descriptor: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor))?.[1] ?? ''
  } catch (error) {
    // Closed between the listing and now.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
