import type { DatabaseAccess } from '../store/open-database.ts'
import { startWorker } from '../store/run-worker.ts'
import type { WorkerHandle } from '../store/run-worker.ts'
import type { PdqEntries } from './list-file.store.ts'

/** Reads the perceptual hashes of lists, each in a thread of its own. */
export interface PdqReaders {
  /** Takes the access over: its key is zeroed. @throws AppError session.locked where it was closed meanwhile */
  read(access: DatabaseAccess): Promise<PdqEntries>
  close(): Promise<void>
}

export function createPdqReaders(workers: string): PdqReaders {
  const running = new Set<WorkerHandle>()
  return {
    async read(access) {
      const worker = startWorker({ workers, name: 'list-pdq' }, access)
      access.key.fill(0)
      running.add(worker)
      try {
        return await worker.ask<PdqEntries>(null)
      } finally {
        running.delete(worker)
        await worker.close()
      }
    },
    async close() {
      await Promise.all([...running].map(it => it.close()))
    },
  }
}
