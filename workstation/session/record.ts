import type { EventType, PayloadOf } from '../../contract/event.ts'
import type { House } from '../house.ts'
import { reportBug } from '../report-bug.ts'

/**
 * Writes the line of the log that tells what `act` does to a file of the profile. The line comes first and is undone where the act fails:
 * nothing is done to who opens the workstation that its log does not tell. @throws as `act` does, and as the database
 */
export function recorded<T extends EventType, R>(house: House, type: T, payload: PayloadOf<T>, act: () => R): R {
  return house.store.transaction(() => {
    house.audit.append(type, payload)
    house.sync.wake()
    return act()
  })
}

/** A lock or a sign-in does not wait for its line in the log: a full disk must not keep a screen open. */
export function recordOrReport<T extends EventType>(house: House, type: T, payload: PayloadOf<T>): void {
  try {
    house.store.transaction(() => house.audit.append(type, payload))
  } catch (error) {
    reportBug('session record', error)
  }
}
