import type { ErrorCode } from '../../contract/error.ts'
import type { SyncState } from '../../contract/signals.ts'

export interface SyncFacts {
  waiting: number
  refused: number
  refusedFor: string[]
  sending: boolean
  /** Why the last contact failed; null after one that did not. */
  problem: ErrorCode | null
  /** What is to be told while the hub answers: a change set aside, a disk that is full. */
  notice: ErrorCode | null
  lastContactAt: string | null
  retryInSeconds: number | null
}

/** What the person is told. A hub that answers nonsense, or refuses us, is offline with that reason: nothing goes to it. */
export function syncStateOf({ waiting, refused, refusedFor, sending, problem, notice, lastContactAt, retryInSeconds }: SyncFacts): SyncState {
  const state = problem !== null ? 'offline' : waiting === 0 ? 'sent' : sending ? 'sending' : 'waiting'
  return { state, waiting, refused, refusedFor, lastContactAt, problem: problem ?? notice, retryInSeconds: problem === null ? null : retryInSeconds }
}

/** Whether a page should hear of it; the mere time of the last contact is no news. */
export function isNews(before: SyncState | null, after: SyncState): boolean {
  return before === null || (Object.keys(after) as (keyof SyncState)[]).some((key) => key !== 'lastContactAt' && String(before[key]) !== String(after[key]))
}
