import type { Stats } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createScanner, processTree, unlessGone, type Hit, type Needle } from '../../support/byte-scan.ts'

/** What was seen while programs ran. */
export interface Seen {
  hits: Hit[]
  passes: number
  /** Names of the programs that were looked into, and of the files that they held open. */
  programs: Set<string>
  files: Set<string>
}

/** Memory that has a descriptor, by which Chromium's processes talk: it is never written to a disk by a kill. */
const isMemory = (target: string): boolean => target.startsWith('/memfd:') || target.startsWith('/dev/shm/')

/**
 * Looks again and again at all files that the programs hold open, also deleted ones, at their command lines, and at what lies in `folders` (where
 * scratch files come and go), until it is stopped. @param browsers of these, shared memory is left out
 * @param since when the material came to be, milliseconds since 1970
 */
export function watch(needles: readonly Needle[], programs: readonly number[], browsers: readonly number[], folders: readonly string[], since: number): { stop(): Promise<Seen> } {
  const scanner = createScanner([...needles])
  const seen: Seen = { hits: [], passes: 0, programs: new Set(), files: new Set() }
  const known = new Map<string, string>()
  let stopped = false

  async function look(root: number, isScanned: (target: string, file: Stats) => boolean): Promise<void> {
    for (const pid of await processTree(root)) {
      const name = await unlessGone(readFile(`/proc/${pid}/comm`, 'utf8'))
      const { hits, files } = await scanner.scanOpenFiles(pid, isScanned)
      seen.hits.push(...hits)
      for (const file of files) seen.files.add(file)
      if (name !== null) seen.programs.add(name.trim())
    }
  }

  /** Programs, fonts and the like were there before: nothing of the material can be in them. What did not change since the last pass is known. */
  function isNew({ dev, ino, mtimeMs, size }: Stats): boolean {
    const state = `${mtimeMs} ${size}`
    const before = known.get(`${dev} ${ino}`)
    known.set(`${dev} ${ino}`, state)
    return mtimeMs >= since && before !== state
  }

  async function pass(): Promise<void> {
    for (const root of programs) await look(root, (_target, file) => isNew(file))
    for (const root of browsers) await look(root, (target, file) => !isMemory(target) && isNew(file))
    for (const folder of folders) {
      const scanned = await unlessGone(scanner.scanTree(folder))
      if (scanned !== null) seen.hits.push(...scanned.hits)
      for (const entry of (await unlessGone(readdir(folder, { recursive: true, encoding: 'utf8' }))) ?? []) seen.files.add(join(folder, entry))
    }
    seen.passes += 1
  }

  const running = (async () => {
    while (!stopped) {
      await pass()
      await setTimeout(30)
    }
  })()
  return {
    async stop() {
      stopped = true
      await running
      return seen
    },
  }
}

/** Places where programs leave things, whatever they are told: what came into them since, but for one's own folder. */
export async function leftSince(moment: number, own: string): Promise<string[]> {
  const left: string[] = []
  for (const place of new Set(['/tmp', '/var/tmp', '/dev/shm', tmpdir()])) {
    for (const entry of (await unlessGone(readdir(place))) ?? []) {
      const path = join(place, entry)
      const changed = (await unlessGone(stat(path)))?.ctimeMs ?? 0
      if (changed >= moment && !own.startsWith(path)) left.push(path)
    }
  }
  return left
}
