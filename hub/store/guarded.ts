import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { HubLock } from './hub-lock.ts'
import type { Database } from './sql.ts'

/**
 * The database under the hub's lock: nothing is asked of it while the lock is not ours.
 * @param onChange hears the first failure of a kind, and null when the database answers again: for whoever runs the hub.
 */
export function guarded(database: Database, lock: HubLock, onChange: (failure: AppError | null) => void): Database {
  let trouble: ErrorCode | null = null

  function well(): void {
    if (trouble !== null) onChange(null)
    trouble = null
  }

  async function watch<T>(work: () => Promise<T>, writes: boolean): Promise<T> {
    try {
      await lock.ensure()
      const result = await work()
      // A database that is full, or only reads, answers questions all the same.
      if (writes || trouble === 'hub.database_unavailable' || trouble === 'hub.in_use') well()
      return result
    } catch (error) {
      if (error instanceof AppError && isTrouble(error) && error.code !== trouble) {
        trouble = error.code
        onChange(error)
      }
      throw error
    }
  }

  return {
    query: (text, params) => watch(() => database.query(text, params), false),
    run: (script) => watch(() => database.run(script), true),
    transaction: (work) => watch(() => database.transaction(work), true),
    async close() {
      await database.close()
      await lock.release()
    },
  }
}

/** Other expected failures are answers of the hub to who asked. */
function isTrouble({ code }: AppError): boolean {
  return code.startsWith('hub.database_') || code === 'hub.in_use'
}
