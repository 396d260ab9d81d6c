import { lstat, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { unlessGone, type Hit, type Needle } from '../../support/byte-scan.ts'

/** What is watched for, and where. */
export interface Watched {
  needles: readonly Needle[]
  /** Process ids: these and all that they start. */
  programs: readonly number[]
  /** The same, but without the memory that their processes share. */
  browsers: readonly number[]
  /** Where scratch files come and go. */
  folders: readonly string[]
  /** When the material came to be, milliseconds since 1970: what was not changed since cannot hold any. */
  since: number
}

/** What was seen while programs ran. */
export interface Seen {
  hits: Hit[]
  passes: number
  /** Names of the programs that were looked into. */
  programs: string[]
  /** Files that were open or lay in the folders. */
  files: string[]
  /** How often ffmpeg was held in the middle of its work and looked into. */
  ffmpegs: number
}

/**
 * Looks again and again at all files that the programs hold open, also deleted ones, at their command lines, and at what lies in the folders, until
 * it is stopped. In a thread of its own, so that it misses nothing while a browser keeps this one busy.
 */
export function watch(watched: Watched): { stop(): Promise<Seen> } {
  const worker = new Worker(new URL('./watch-thread.ts', import.meta.url), { workerData: watched, execArgv: [] })
  const ended = new Promise<Seen>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  // Told by `stop`; until then nobody waits for it.
  ended.catch(() => undefined)
  return {
    stop() {
      worker.postMessage('stop')
      return ended
    },
  }
}

/** Files that came into the places where programs leave things, whatever they are told, since a moment; but for one's own folder. */
export async function leftSince(moment: number, own: string): Promise<string[]> {
  const left: string[] = []
  for (const place of new Set(['/tmp', '/var/tmp', '/dev/shm', tmpdir()])) {
    for (const entry of (await unlessGone(readdir(place))) ?? []) {
      if (!own.startsWith(join(place, entry))) left.push(...(await changedIn(join(place, entry), moment)))
    }
  }
  return left
}

async function changedIn(path: string, moment: number): Promise<string[]> {
  const found = await unlessGone(lstat(path))
  if (found === null) return []
  if (!found.isDirectory()) return found.isFile() && found.ctimeMs >= moment ? [path] : []
  const below = await Promise.all(((await unlessGone(readdir(path))) ?? []).map((entry) => changedIn(join(path, entry), moment)))
  return below.flat()
}
