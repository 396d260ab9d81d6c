import type { ErrorCode } from '../../contract/error.ts'
import { isDiskFailure } from '../store/disk-failure.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore } from './hashlists.store.ts'

/** Why an import came to nothing. */
export interface ListFailure {
  /** Null: it was cancelled. */
  code: ErrorCode | null
  /** Rows that it set aside. */
  rejected: number
}

/** Writes in a list's row why its import came to nothing. A list that was in use before stays so. */
export interface ListFailures {
  /** On a full disk not even this can be written: it is, once there is room. Until then the list stands as it is. */
  tell(id: string, failure: ListFailure): void
  /** Another import began: what could not be told yet is not told any more. */
  forget(id: string): void
  close(): void
}

const PAUSE_MS = 5000

export function createListFailures(parts: {
  store: Store
  lists: HashListStore
  onTold(): void
  onBackgroundFailure(error: unknown): void
}): ListFailures {
  const { store, lists } = parts
  const untold = new Map<string, ListFailure>()
  let timer: NodeJS.Timeout | undefined

  function write(id: string, { code, rejected }: ListFailure): void {
    store.transaction(() => {
      const list = lists.list(id)
      const isInUse = list?.state === 'ready'
      if (isInUse) lists.setUpdating(id, false, code)
      else lists.setState(id, code === null ? 'cancelled' : 'failed', code)
      lists.setRejected(id, (isInUse ? list.rejected : 0) + rejected)
    })
    parts.onTold()
  }

  function tell(id: string, failure: ListFailure): void {
    untold.delete(id)
    try {
      write(id, failure)
    } catch (error) {
      if (!isDiskFailure(error)) throw error
      untold.set(id, failure)
      clearTimeout(timer)
      timer = setTimeout(tellUntold, PAUSE_MS).unref()
    }
  }

  function tellUntold(): void {
    try {
      for (const [id, failure] of [...untold]) tell(id, failure)
    } catch (error) {
      parts.onBackgroundFailure(error)
    }
  }

  return {
    tell,
    forget: id => void untold.delete(id),
    close: () => clearTimeout(timer),
  }
}
