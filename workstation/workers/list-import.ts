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
serve(createImportWork(db, order))
