import { workerData } from 'node:worker_threads'
import { createImportWork } from '../hashlists/import-work.ts'
import type { ImportOrder } from '../hashlists/import-work.ts'
import { serve } from '../store/worker-entry.ts'

/** Reads a list and builds its file, off the main thread. */
const order = workerData as ImportOrder
serve(createImportWork(order))
order.target.key.fill(0)
