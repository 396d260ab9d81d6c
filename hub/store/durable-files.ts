import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = Parameters<NodeFS['init']>

/** What of Emscripten's file layer is reached for: an open file carries the descriptor that Node gave it. */
interface FileLayer {
  NODEFS?: { stream_ops: { fsync?: (stream: { nfd: number }) => number } }
}

/** PGlite's files on disk, with the one operation that its file layer leaves out. */
class DurableFiles extends NodeFS {
  override async init(pg: Init[0], options: Init[1]): ReturnType<NodeFS['init']> {
    return super.init(pg, { ...options, preRun: [...(options.preRun ?? []), giveFsync] })
  }
}

function giveFsync(module: unknown): void {
  const operations = (module as FileLayer).NODEFS?.stream_ops
  if (operations === undefined) throw new Error('PGlite has another file layer than the one that was made durable')
  operations.fsync = ({ nfd }) => {
    fsyncSync(nfd)
    return 0
  }
}

export function createDurableFiles(dir: string): NodeFS {
  return new DurableFiles(dir)
}
