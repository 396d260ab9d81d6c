import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { SyncState } from '../../contract/signals.ts'
import type { Audit } from '../audit/audit.ts'
import type { Clock } from '../ports.ts'
import { reportBug } from '../report-bug.ts'
import type { Signals } from '../signals/signals.ts'
import { asDiskFailure } from '../store/disk-failure.ts'
import type { Meta } from '../store/meta.store.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { ChangeTakers } from './apply-change.ts'
import { createMediaFetcher } from './fetch-media.ts'
import { createHubClient } from './hub-client.ts'
import { pullAll, retryAside } from './pull.ts'
import { pushAll } from './push.ts'
import { reopenLost } from './resend.ts'
import { createRounds } from './rounds.ts'
import { isNews, syncStateOf } from './sync-state.ts'
import { createAsideTable, createMediaToFetch } from './sync.store.ts'

export interface Sync {
  /** A round at once (the first tries again what was set aside), then on a beat. */
  begin(): void
  /** Something is to be sent: tries at once. Inside a transaction it waits for the commit. */
  wake(): void
  /** A whole round (send, take in), then its state. */
  now(): Promise<SyncState>
  state(): SyncState
  /** Aborts what is under way. */
  close(): Promise<void>
}

export interface SyncParts extends ChangeTakers {
  store: Store
  meta: Meta
  audit: Pick<Audit, 'outbox' | 'hashAt' | 'head'>
  intake: ChangeTakers['intake'] & { mediaArrived(sha256: string): void }
  vault: Pick<Vault, 'has' | 'seal'>
  fetch: typeof fetch
  hubUrl: string
  /** @throws AppError `hub.unauthorised` */
  hubToken(): string
  deviceId: string
  /** The hub answered that it removed the person who is signed in. */
  onRemoved(): void
  clock: Clock
  signals: Pick<Signals, 'send'>
  pollSeconds?: number
  timeOutSeconds?: number
  /** 0 … 1 */
  random?: () => number
}

/** Keeps the hub and this workstation alike. Fails never: what goes wrong is in its state, and it tries again. */
export function createSync(given: SyncParts): Sync {
  const { store, audit, clock, signals, random = Math.random, pollSeconds = 15, timeOutSeconds = 15 } = given
  const closing = new AbortController()
  const client = createHubClient({ ...given, timeOutMs: 1000 * timeOutSeconds, closing: closing.signal })
  const aside = createAsideTable(store)
  const mediaToFetch = createMediaToFetch(store)
  const parts = { ...given, client, aside, mediaToFetch, random, closing: closing.signal }
  const fetcher = createMediaFetcher(parts)
  const rounds = createRounds({ round, onPlanned: tell, beatSeconds: pollSeconds, clock, random })

  let sending = false
  let problem: ErrorCode | null = null
  let lastContactAt: string | null = null
  let greeted = false
  let retried = false
  /** Told until the workstation is locked: someone is to hear of it. */
  let putBack = false
  let told: SyncState | null = null
  let fetching: Promise<void> = Promise.resolve()

  function state(): SyncState {
    const notice = fetcher.problem() ?? (aside.count() > 0 ? 'hub.change_set_aside' : putBack ? 'hub.put_back' : null)
    return syncStateOf({ ...audit.outbox.counts(), sending, problem, notice, lastContactAt, retryInSeconds: rounds.secondsToNext() })
  }

  function tell(): void {
    if (closing.signal.aborted) return
    try {
      const sync = state()
      if (isNews(told, sync)) signals.send({ type: 'sync', sync })
      told = sync
    } catch (error) {
      reportBug('sync', error) // a database that cannot be counted must not end the rounds
    }
  }

  async function exchange(): Promise<void> {
    if (!retried) retryAside(parts)
    retried = true
    // Asked again after each failure: behind the same address another hub may have come up.
    if (!greeted) await client.checkProtocol()
    greeted = true
    sending = true
    tell()
    await pushAll(parts)
    sending = false
    lastContactAt = clock.now()
    tell()
    const { rewound } = await pullAll(parts)
    const lost = await reopenLost(parts)
    if (lost) await pushAll(parts)
    putBack ||= rewound || lost
    lastContactAt = clock.now()
  }

  /** The table of what is to be fetched could not be read or written; the next round tries again. */
  function failedToFetch(error: unknown): void {
    if (!closing.signal.aborted) reportBug('sync', error)
  }

  async function round(): Promise<boolean> {
    try {
      await exchange()
      problem = null
      fetching = fetcher.fetchDue().then(tell, failedToFetch)
    } catch (failure) {
      greeted = false
      const error = asDiskFailure(failure)
      if (!(error instanceof AppError) && !closing.signal.aborted) reportBug('sync', error)
      problem = error instanceof AppError ? error.code : 'internal'
      if (problem === 'hub.person_removed') given.onRemoved()
    } finally {
      sending = false
    }
    return problem === null
  }

  return {
    begin: rounds.wake,
    wake() {
      // Never inside the transaction that asks: what it rolled back must not be sent.
      store.afterCommit(() => {
        tell()
        rounds.wake()
      })
    },
    async now() {
      await rounds.now()
      return state()
    },
    state,
    async close() {
      closing.abort()
      await rounds.close()
      await fetching
    },
  }
}
