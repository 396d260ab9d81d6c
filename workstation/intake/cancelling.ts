import { setImmediate } from 'node:timers/promises'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { Gate } from './gate.ts'
import type { IntakeRecord, IntakeStore } from './intake.store.ts'

const ROWS_AT_A_TIME = 200
const FILES_AT_A_TIME = 16

export interface Cancelling {
  /** May be called again for one that was cut short. */
  cancel(intake: IntakeRecord): Promise<void>
}

/**
 * First it is written that the intake is cancelled and which bytes are no longer here, then the bytes go, then the rows:
 * whatever stops in between, no row promises bytes that are gone, and `resume` finds what is left to remove.
 */
export function createCancelling({ store, vault, gate, intakes }: { store: Store; vault: Vault; gate: Gate; intakes: IntakeStore }): Cancelling {
  return {
    cancel: (intake) =>
      gate.alone(async () => {
        const gone = store.transaction(() => {
          const only = intakes.onlyHere(intake.id)
          intakes.setState(intake.id, 'cancelled')
          intakes.markNotHere(only)
          return only
        })
        // Each removal waits for the disk; so some at a time.
        for (let at = 0; at < gone.length; at += FILES_AT_A_TIME) await Promise.all(gone.slice(at, at + FILES_AT_A_TIME).map((each) => vault.remove(each)))
        while (store.transaction(() => intakes.removeSome(intake, ROWS_AT_A_TIME))) await setImmediate()
      }),
  }
}
