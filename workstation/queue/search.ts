import type { DatabaseAccess } from '../store/open-database.ts'
import { startWorker } from '../store/run-worker.ts'
import type { WorkerHandle } from '../store/run-worker.ts'
import type { ItemSource } from './sources.ts'

export interface Search {
  /** Items that hold these words, or the media with this whole SHA-256 or MD5. */
  items(asked: string): Promise<string[]>
  close(): Promise<void>
}

export interface SearchParts {
  access(): DatabaseAccess
  /** `ports.paths.workers` */
  workers: string
  items: Pick<ItemSource, 'itemsOfMedia'>
  /** Media with this MD5. */
  mediaByMd5(md5: string): string[]
}

const MD5 = /^[0-9a-f]{32}$/
const SHA256 = /^[0-9a-f]{64}$/

/** The thread starts with the first search for words, and is asked to close its connection before it ends. */
export function createSearch({ access, workers, items, mediaByMd5 }: SearchParts): Search {
  let worker: WorkerHandle | null = null
  return {
    async items(asked) {
      const value = asked.trim().toLowerCase()
      if (SHA256.test(value)) return items.itemsOfMedia(value)
      if (MD5.test(value)) return mediaByMd5(value).flatMap(items.itemsOfMedia)
      worker ??= startWorker({ workers, name: 'search' }, { access: access() })
      return worker.ask<string[]>(asked)
    },
    async close() {
      const ending = worker
      worker = null
      if (ending === null) return
      await ending.ask<string[]>(null)
      await ending.close()
    },
  }
}
