import type Database from 'better-sqlite3'
import { asDiskFailure } from './disk-failure.ts'

export interface Transactions {
  transaction<T>(work: () => T): T
  recomputable<T>(work: () => T): T
  afterCommit(effect: () => void): void
}

/** Re-entrant transactions over one connection, with effects that wait for the outermost commit. */
export function createTransactions(db: Database.Database): Transactions {
  let depth = 0
  let lasting = true
  let effects: (() => void)[] = []

  function nested<T>(work: () => T): T {
    const savepoint = `nested_${depth}`
    const kept = effects.length
    db.exec(`savepoint ${savepoint}`)
    depth += 1
    try {
      const result = refusePromise(work())
      db.exec(`release ${savepoint}`)
      return result
    } catch (error) {
      effects.length = kept
      // A full disk may have rolled the whole transaction back already.
      if (db.inTransaction) db.exec(`rollback to ${savepoint}; release ${savepoint}`)
      throw error
    } finally {
      depth -= 1
    }
  }

  function outermost<T>(work: () => T): T {
    db.exec('begin immediate')
    depth = 1
    try {
      const result = refusePromise(work())
      if (!db.inTransaction) throw new Error('the transaction was rolled back inside, and the failure swallowed')
      db.exec('commit')
      return result
    } catch (error) {
      effects = []
      if (db.inTransaction) db.exec('rollback')
      throw error
    } finally {
      depth = 0
    }
  }

  /** SQLite then syncs its log with the next commit that lasts, or before it moves the log into the database. */
  function unsynced<T>(work: () => T): T {
    lasting = false
    db.exec('pragma synchronous = normal')
    try {
      return outermost(work)
    } finally {
      lasting = true
      db.exec('pragma synchronous = full')
    }
  }

  function run<T>(begin: (work: () => T) => T, work: () => T): T {
    try {
      if (depth > 0) return nested(work)
      const result = begin(work)
      const due = effects
      effects = []
      runAll(due)
      return result
    } catch (error) {
      throw asDiskFailure(error)
    }
  }

  return {
    transaction(work) {
      if (depth > 0 && !lasting) throw new Error('what must last is written inside a transaction that need not')
      return run(outermost, work)
    },
    recomputable: (work) => run(unsynced, work),
    afterCommit(effect) {
      if (depth > 0) effects.push(effect)
      else effect()
    },
  }
}

function refusePromise<T>(result: T): T {
  if (result instanceof Promise) throw new Error('a transaction is synchronous: its work must not answer a promise')
  return result
}

/** Each effect runs, whatever the others do; the first failure is told after. */
function runAll(effects: readonly (() => void)[]): void {
  const failures: unknown[] = []
  for (const effect of effects) {
    try {
      effect()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
