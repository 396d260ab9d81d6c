import { readFileSync } from 'node:fs'

/** Linux counts it in hundredths of a second (USER_HZ), whatever the kernel's own clock. */
const TICK_MS = 10

/** Milliseconds that these living processes ran so far, user and system; null where there is no /proc. */
export function processorTimeOf(pids: readonly number[]): number | null {
  if (process.platform !== 'linux') return null
  return pids.reduce((sum, pid) => sum + ticksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) * TICK_MS, 0)
}

/** `PID (NAME) STATE …`: utime and stime are the 14th and 15th field, and a name may hold anything. */
function ticksOf(stat: string): number {
  const [utime, stime] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number)
  return utime! + stime!
}
