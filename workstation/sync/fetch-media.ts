import { createHash } from 'node:crypto'
import { UPLOAD_LIMIT } from '../../contract/api.ts'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import { asDiskFailure } from '../store/disk-failure.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { backoffSeconds } from './backoff.ts'
import type { HubClient } from './hub-client.ts'
import type { MediaToFetch } from './sync.store.ts'

const LANES = 3
/** With these, the next file would fail alike: wait for the next contact. */
const STOPS: readonly ErrorCode[] = ['hub.unreachable', 'hub.timeout', 'hub.unauthorised', 'disk.full', 'disk.unreadable']

export interface MediaFetcherParts {
  store: Store
  mediaToFetch: MediaToFetch
  vault: Pick<Vault, 'has' | 'seal'>
  client: Pick<HubClient, 'media'>
  intake: { mediaArrived(sha256: string): void }
  clock: Pick<Clock, 'monotonic'>
  random: () => number
  closing: AbortSignal
}

export interface MediaFetcher {
  /** Fetches all that is due, three at a time. Never fails: what could not be fetched stays, with its code. */
  fetchDue(): Promise<void>
  /** Why the last pass stopped, when the disk was the reason. */
  problem(): ErrorCode | null
}

export function createMediaFetcher(parts: MediaFetcherParts): MediaFetcher {
  const { store, mediaToFetch, intake, clock, closing } = parts
  const notBefore = new Map<string, number>()
  let stoppedBy: ErrorCode | null = null

  async function fetchOne({ sha256, attempts }: { sha256: string; attempts: number }): Promise<void> {
    try {
      if (!(await parts.vault.has(sha256))) await parts.vault.seal(checked(parts.client.media(sha256), sha256))
      closing.throwIfAborted()
      store.transaction(() => {
        intake.mediaArrived(sha256)
        mediaToFetch.remove(sha256)
      })
    } catch (failure) {
      if (closing.aborted) return
      const error = asDiskFailure(failure)
      if (!(error instanceof AppError)) reportBug('sync', error)
      const code = error instanceof AppError ? error.code : 'internal'
      notBefore.set(sha256, clock.monotonic() + 1000 * backoffSeconds(attempts + 1, parts.random()))
      if (STOPS.includes(code)) stoppedBy = code
      // Last: what stopped it may refuse this too.
      mediaToFetch.failed(sha256, code)
    }
  }

  async function pass(): Promise<void> {
    stoppedBy = null
    const now = clock.monotonic()
    const due = mediaToFetch.all().filter(({ sha256 }) => (notBefore.get(sha256) ?? 0) <= now)
    const lane = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined && stoppedBy === null && !closing.aborted; next = due.shift()) await fetchOne(next)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }

  let running: Promise<void> | null = null
  return {
    fetchDue: () => (running ??= pass().finally(() => (running = null))),
    problem: () => (stoppedBy?.startsWith('disk.') === true ? stoppedBy : null),
  }
}

/** Fails at the end where the bytes are not those of the name: nothing of them is kept then. */
async function* checked(source: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256')
  let bytes = 0
  for await (const piece of source) {
    bytes += piece.length
    if (bytes > UPLOAD_LIMIT) throw new AppError('hub.bad_answer')
    digest.update(piece)
    yield piece
  }
  if (digest.digest('hex') !== sha256) throw new AppError('hub.bad_answer')
}
