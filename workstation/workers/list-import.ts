import { workerData } from 'node:worker_threads'
import { createImportWork } from '../hashlists/import-work.ts'
import type { ImportAnswer, ImportAsk, ImportOrder } from '../hashlists/import-work.ts'
import { serve } from '../store/worker-entry.ts'

/** Reads a list and builds its file, off the main thread. The file is opened with the first ask: what the disk says to that is its answer. */
const order = workerData as ImportOrder
let work: ((ask: ImportAsk) => ImportAnswer) | null = null
serve((ask: ImportAsk) => (work ??= begin())(ask))

function begin(): (ask: ImportAsk) => ImportAnswer {
  try {
    return createImportWork(order)
  } finally {
    order.target.key.fill(0)
  }
}
