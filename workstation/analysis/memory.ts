import { readFile } from 'node:fs/promises'

/**
 * Resident memory of a process and each of its children, in bytes. Null where the system does not tell (only Linux does,
 * by /proc): there the limits that the analyzer sets for itself and for ffmpeg are all there is.
 */
export type ReadMemory = (pid: number) => Promise<number[] | null>

export const readMemory: ReadMemory = async (pid) => {
  const own = await residentOf(pid)
  if (own === null) return null
  const children = await textOf(`/proc/${pid}/task/${pid}/children`)
  const pids = (children ?? '').split(' ').filter((each) => each !== '').map(Number)
  const others = await Promise.all(pids.map(residentOf))
  return [own, ...others.filter((each) => each !== null)]
}

/** `VmRSS:   123 kB` of /proc/PID/status. */
async function residentOf(pid: number): Promise<number | null> {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec((await textOf(`/proc/${pid}/status`)) ?? '')?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1024
}

/** Null where there is no such process (any more), or no /proc. */
async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'ENOTDIR'].includes(String(error.code))) return null
    throw error
  }
}
