import { AppError } from '../../contract/error.ts'
import type { HubLock } from './hub-lock.ts'
import type { Database } from './sql.ts'

/**
 * The database under the hub's lock: nothing is asked of it while the lock is not ours.
 * @param onChange hears the first failure of a kind, and null when the database answers again: for whoever runs the hub.
 */
export function guarded(database: Database, lock: HubLock, onChange: (failure: AppError | null) => void): Database {
  let trouble: string | null = null

  async function watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      await lock.ensure()
      const result = await work()
      if (trouble !== null) onChange(null)
      trouble = null
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
    query: (text, params) => watch(() => database.query(text, params)),
    run: (script) => watch(() => database.run(script)),
    transaction: (work) => watch(() => database.transaction(work)),
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
