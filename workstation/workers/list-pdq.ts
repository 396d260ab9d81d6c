import { workerData } from 'node:worker_threads'
import { readPdqEntries } from '../hashlists/list-file.store.ts'
import type { DatabaseAccess } from '../store/open-database.ts'
import { serve } from '../store/worker-entry.ts'

/** Reads the perceptual hashes of a list, off the main thread. */
const access = workerData as DatabaseAccess
serve(() => readPdqEntries(access), ({ ids, hashes }) => [ids.buffer, hashes.buffer])
