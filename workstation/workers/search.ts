import { workerData } from 'node:worker_threads'
import { createTextSearch } from '../queue/search.store.ts'
import { openDatabase } from '../store/open-database.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { serve } from '../store/worker-entry.ts'

/** Searches texts, off the main thread; asked for null, it closes its connection. */
const { access } = workerData as { access: DatabaseAccess }
const db = openDatabase(access, { readonly: true })
access.key.fill(0)
const search = createTextSearch(db)
serve((words: string | null): string[] => {
  if (words !== null) return search(words)
  db.close()
  return []
})
