import { workerData } from 'node:worker_threads'
import { moveLog } from '../store/checkpoints.store.ts'
import { openDatabase } from '../store/open-database.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { serve } from '../store/worker-entry.ts'

/** Moves the database's log into the database, off the main thread; asked to close, it closes its connection. */
const { access } = workerData as { access: DatabaseAccess }
const db = openDatabase(access)
access.key.fill(0)
serve((asked: 'move' | 'close') => {
  if (asked === 'move') moveLog(db)
  else db.close()
})
