import { setImmediate } from 'node:timers/promises'
import type { ChainHead } from '../../contract/hub.ts'
import type { EventTable } from './audit.store.ts'
import { createChainCheck, endOf, type AuditVerdict } from './verify-chain.ts'

const ROWS_AT_A_TIME = 200

/** Reads a whole log, a few hundred events at a time so that nothing else waits, up to its first fault. Writes nothing. */
export async function verifyLog(
  table: Pick<EventTable, 'after' | 'hasContent'>,
  keysOf: (personId: string) => readonly string[],
  known: ChainHead | null,
): Promise<AuditVerdict> {
  const check = createChainCheck({ standsElsewhere: table.hasContent, keysOf, known })
  for (let rows = table.after(0, ROWS_AT_A_TIME); rows.length > 0; rows = table.after(rows.at(-1)?.sequence ?? 0, ROWS_AT_A_TIME)) {
    for (const row of rows) {
      const fault = check.next(row)
      if (fault !== null) return { intact: false, ...fault }
    }
    await setImmediate()
  }
  return endOf(check.head(), known)
}
