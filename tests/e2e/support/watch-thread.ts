import { readFileSync, type Stats } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createScanner, unlessGone } from '../../support/byte-scan.ts'
import type { Seen, Watched } from './watcher.ts'

/** The thread of `watch`. */
const { needles, programs, browsers, folders, since } = workerData as Watched
const scanner = createScanner([...needles])
const seen: Seen = { hits: [], passes: 0, programs: [], files: [], ffmpegs: 0 }
const names = new Set<string>()
const files = new Set<string>()
const known = new Map<string, string>()
/** The first that are met are held; more would only make the test slow. */
const MOST_HELD = 4
const held = new Set<number>()
let stopped = false

/** Null for a process that is gone. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** The process and all below it. */
function treeOf(root: number): number[] {
  const tree = [root]
  for (const pid of tree) {
    const children = textOf(`/proc/${pid}/task/${pid}/children`)
    for (const child of (children ?? '').split(' ')) if (child.trim() !== '') tree.push(Number(child))
  }
  return tree
}

const nameOf = (pid: number): string => (textOf(`/proc/${pid}/comm`) ?? '').trim()

/** Memory that has a descriptor, by which Chromium's processes talk: it is on no disk, and a kill leaves none of it. */
const isMemory = (target: string): boolean => target.startsWith('/memfd:') || target.startsWith('/dev/shm/')

/** Programs, fonts and the like were there before: nothing of the material can be in them. What did not change since the last look is known. */
function isNew({ dev, ino, mtimeMs, size }: Stats): boolean {
  const state = `${mtimeMs} ${size}`
  const before = known.get(`${dev} ${ino}`)
  known.set(`${dev} ${ino}`, state)
  return mtimeMs >= since && before !== state
}

async function lookInto(pid: number, isScanned: (target: string, file: Stats) => boolean): Promise<void> {
  const name = nameOf(pid)
  if (name !== '') names.add(name)
  const { hits, files: open } = await scanner.scanOpenFiles(pid, isScanned)
  seen.hits.push(...hits)
  for (const file of open) files.add(file)
}

async function lookIn(folder: string): Promise<void> {
  const scanned = await unlessGone(scanner.scanTree(folder))
  if (scanned !== null) seen.hits.push(...scanned.hits)
  for (const entry of (await unlessGone(readdir(folder, { recursive: true, encoding: 'utf8' }))) ?? []) files.add(join(folder, entry))
}

/** Holds an ffmpeg that has begun to read, for as long as it takes to look at all that it and the analyzer have on the disk. */
async function hold(pid: number): Promise<void> {
  held.add(pid)
  await setTimeout(30)
  if (nameOf(pid) !== 'ffmpeg') return
  try {
    process.kill(pid, 'SIGSTOP')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
    throw error
  }
  try {
    seen.ffmpegs += 1
    for (const each of programs.flatMap(treeOf)) await lookInto(each, (_target, file) => file.mtimeMs >= since)
    for (const folder of folders) await lookIn(folder)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

async function again(what: () => Promise<void>, pause: number): Promise<void> {
  while (!stopped) {
    await what()
    await setTimeout(pause)
  }
}

parentPort!.once('message', () => {
  stopped = true
})
await Promise.all([
  again(async () => {
    for (const pid of programs.flatMap(treeOf)) if (held.size < MOST_HELD && !held.has(pid) && nameOf(pid) === 'ffmpeg') await hold(pid)
  }, 5),
  again(async () => {
    for (const pid of programs.flatMap(treeOf)) await lookInto(pid, (_target, file) => isNew(file))
    seen.passes += 1
  }, 30),
  again(async () => {
    for (const pid of browsers.flatMap(treeOf)) await lookInto(pid, (target, file) => !isMemory(target) && isNew(file))
  }, 30),
  again(async () => {
    for (const folder of folders) await lookIn(folder)
  }, 30),
])
parentPort!.postMessage({ ...seen, programs: [...names], files: [...files] } satisfies Seen)
