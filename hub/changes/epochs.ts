import { readMeta, writeMeta } from '../store/meta.store.ts'
import type { Sql } from '../store/sql.ts'
import { feedHead } from './changes.store.ts'

/**
 * The feed from one start of the hub to the next. A database that was put back from a backup has the epochs of before, and at its
 * next start a new one from where it stands: a position beyond that, of an epoch before it, was given out by a feed that is gone.
 */
export interface Epoch {
  id: string
  /** The last position of the epoch before. */
  from: number
}

const KEY = 'feed_epochs'
/** Who comes with an older one is told all anew, which does no harm. */
const MOST_KEPT = 1000

/** At start, before anything is taken in. */
export async function beginEpoch(sql: Sql, id: string): Promise<void> {
  await sql.transaction(async (tx) => {
    const epochs = [...(await epochsOf(tx)), { id, from: await feedHead(tx) }]
    await writeMeta(tx, KEY, JSON.stringify(epochs.slice(-MOST_KEPT)))
  })
}

export async function epochsOf(sql: Sql): Promise<Epoch[]> {
  return JSON.parse((await readMeta(sql, KEY)) ?? '[]') as Epoch[]
}

/** Whether this feed gave that position out. @param epoch of the answer that it came with; null for one of a version before epochs */
export function isOfThisFeed(epochs: readonly Epoch[], head: number, { epoch, after }: { epoch: string | null; after: number }): boolean {
  if (after === 0) return true
  if (epoch === null) return after <= head
  const place = epochs.findIndex(({ id }) => id === epoch)
  return place !== -1 && after <= Math.min(head, epochs[place + 1]?.from ?? head)
}
