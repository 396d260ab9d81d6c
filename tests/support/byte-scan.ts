import { createReadStream, type Stats } from 'node:fs'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Something that must lie nowhere in clear: a name for the report, and the bytes looked for (at least 8). */
export interface Needle {
  name: string
  bytes: Uint8Array
}

export interface Hit {
  needle: string
  where: string
  offset: number
}

/** A text as it may lie on disk: UTF-8 and, as Windows and Chromium's stores keep it, UTF-16. */
export function textNeedles(name: string, text: string): Needle[] {
  return [
    { name: `${name} (UTF-8)`, bytes: Buffer.from(text, 'utf8') },
    { name: `${name} (UTF-16)`, bytes: Buffer.from(text, 'utf16le') },
  ]
}

/**
 * Windows of a binary that recognise it wherever a part of it lies: `length` bytes at several places, away from
 * headers that any file of its type shares. A window of low variety (padding) is left out: it would be found by chance.
 */
export function binaryNeedles(name: string, bytes: Uint8Array, windows = 8, length = 24): Needle[] {
  const needles: Needle[] = []
  for (let place = 1; place <= windows; place += 1) {
    const at = Math.floor((bytes.length * place) / (windows + 1))
    const window = bytes.subarray(at, at + length)
    if (window.length === length && new Set(window).size >= 12) needles.push({ name: `${name} @${at}`, bytes: window })
  }
  return needles
}

/** Looks for many needles in one pass: a table of bits on three leading bytes (2 MiB, which a processor's cache holds), then a comparison. */
export function createScanner(needles: Needle[]) {
  const longest = Math.max(...needles.map((needle) => needle.bytes.length))
  const starts = new Uint8Array(1 << 21)
  const byStart = new Map<number, Needle[]>()
  for (const needle of needles) {
    if (needle.bytes.length < 8) throw new Error(`The needle ${needle.name} is too short to mean anything`)
    const start = (needle.bytes[0]! << 16) | (needle.bytes[1]! << 8) | needle.bytes[2]!
    starts[start >> 3]! |= 1 << (start & 7)
    byStart.set(start, [...(byStart.get(start) ?? []), needle])
  }

  function scanBuffer(buffer: Uint8Array, where: string, base = 0): Hit[] {
    const hits: Hit[] = []
    let start = ((buffer[0] ?? 0) << 8) | (buffer[1] ?? 0)
    for (let end = 2; end < buffer.length; end += 1) {
      start = ((start << 8) | buffer[end]!) & 0xffffff
      if ((starts[start >> 3]! & (1 << (start & 7))) === 0) continue
      for (const needle of byStart.get(start)!) {
        const at = end - 2
        if (Buffer.compare(buffer.subarray(at, at + needle.bytes.length), needle.bytes) === 0) hits.push({ needle: needle.name, where, offset: base + at })
      }
    }
    return hits
  }

  async function scanFile(path: string, where = path): Promise<{ hits: Hit[]; bytes: number }> {
    const hits: Hit[] = []
    let tail: Uint8Array = new Uint8Array(0)
    let read = 0
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const piece = Buffer.concat([tail, chunk as Buffer])
      hits.push(...scanBuffer(piece, where, read - tail.length))
      read += (chunk as Buffer).length
      tail = piece.subarray(Math.max(0, piece.length - (longest - 1)))
    }
    return { hits, bytes: read }
  }

  /** Every regular file below the folder, and every file's and folder's name; what is removed meanwhile is not there. */
  async function scanTree(root: string): Promise<{ hits: Hit[]; bytes: number; files: number }> {
    const total = { hits: [] as Hit[], bytes: 0, files: 0 }
    for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      total.hits.push(...scanBuffer(Buffer.from(path), `the name of ${path}`))
      if (!entry.isFile()) continue
      const scanned = await unlessGone(scanFile(path))
      if (scanned === null) continue
      total.hits.push(...scanned.hits)
      total.bytes += scanned.bytes
      total.files += 1
    }
    return total
  }

  /**
   * The regular files that a process holds open, also those already unlinked (Linux). Command lines too. A process, or a file, that is gone
   * meanwhile has nothing. @param isScanned leaves out, say, memory that only looks like a file
   */
  async function scanOpenFiles(pid: number, isScanned: (target: string, file: Stats) => boolean = () => true): Promise<{ hits: Hit[]; files: string[] }> {
    const total = { hits: [] as Hit[], files: [] as string[] }
    const commandLine = await unlessGone(readFile(`/proc/${pid}/cmdline`))
    if (commandLine !== null) total.hits.push(...scanBuffer(commandLine, `command line of ${pid}`))
    for (const fd of (await unlessGone(readdir(`/proc/${pid}/fd`))) ?? []) {
      const link = `/proc/${pid}/fd/${fd}`
      const target = await unlessGone(readlink(link))
      if (target === null || !target.startsWith('/')) continue
      const file = await unlessGone(stat(link))
      if (file === null || !file.isFile() || !isScanned(target, file)) continue
      const scanned = await unlessGone(scanFile(link, `${target} (open in ${pid})`))
      if (scanned === null) continue
      total.hits.push(...scanned.hits)
      total.files.push(target)
    }
    return total
  }

  return { scanBuffer, scanFile, scanTree, scanOpenFiles }
}

/** Null for what ended or was removed while it was looked at. */
export function unlessGone<T>(looking: Promise<T>): Promise<T | null> {
  return looking.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null
    throw error
  })
}

/** The process and all below it (Linux). */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
    if (line !== null) parents.set(Number(name), Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}
