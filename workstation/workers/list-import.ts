import { workerData } from 'node:worker_threads'
import { createImportWork } from '../hashlists/import-work.ts'
import type { ImportOrder } from '../hashlists/import-work.ts'
import { openDatabase } from '../store/open-database.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { serve } from '../store/worker-entry.ts'

/** Reads a list and writes its entries, off the main thread. */
const { access, order } = workerData as { access: DatabaseAccess; order: ImportOrder }
const db = openDatabase(access)
access.key.fill(0)
// Index pages are kept at hand (64 MiB).
db.pragma('cache_size = -65536')
// What a power cut takes of an import is told as interrupted; the transaction that makes the list ready is the core's, and synced.
db.pragma('synchronous = normal')
serve(createImportWork(db, order))
