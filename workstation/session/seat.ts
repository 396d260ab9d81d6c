import { AppError } from '../../contract/error.ts'
import type { PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { WhyLocked } from '../../contract/signals.ts'
import type { House } from '../house.ts'
import { reportBug } from '../report-bug.ts'
import type { KnownSlots } from './known-slots.ts'
import { forget, openFor, type Opened, type OpeningParts } from './opened.ts'
import { recordOrReport } from './record.ts'
import type { PersonKeys, SealedSlot } from './slots.ts'

export type WhyClosed = PayloadOf<'session.closed'>['why']

/** The one place at the workstation: nobody sits there, or one person with their house. */
export interface Seat {
  taken(): Opened | null
  /** Opens for a person whose keys are there, after locking what another had open. @throws AppError `session.locked` when a lock comes meanwhile */
  take(slot: SealedSlot, keys: PersonKeys): Promise<Opened>
  /** A lock that comes while `keys` are fetched wins over them. @throws AppError `session.locked` */
  unlessLocked(keys: Promise<PersonKeys>): Promise<PersonKeys>
  /** Hides at once, then takes the house down; resolves when the database is shut and the keys are gone. */
  lock(why: WhyLocked, whyClosed?: WhyClosed): Promise<void>
}

export interface SeatParts extends Omit<OpeningParts, 'onPersonTold' | 'onRemoved'> {
  known: Pick<KnownSlots, 'markRemoved'>
}

export function createSeat({ known, ...parts }: SeatParts): Seat {
  let opened: Opened | null = null
  let shutting: Promise<void> = Promise.resolve()
  let locks = 0

  const unlessLocked: Seat['unlessLocked'] = async (keys) => {
    const locksBefore = locks
    const fetched = await keys
    if (locks === locksBefore) return fetched
    forget(fetched)
    throw new AppError('session.locked')
  }

  function lock(why: WhyLocked, whyClosed: WhyClosed = 'locked'): Promise<void> {
    locks += 1
    const ending = opened
    opened = null
    if (ending !== null) shutting = shut(ending, why, whyClosed)
    return shutting
  }

  /** A slot that could not be marked now is marked at the next opening: the database knows. */
  function onRemoved(personId: string): void {
    try {
      known.markRemoved(personId)
    } catch (error) {
      reportBug('session', error)
    }
  }

  /** Who was removed is out at once; in another role the person signs in anew, and every part of the house is built for it. */
  function onPersonTold({ id, role }: Person, removed: boolean): void {
    if (removed) onRemoved(id)
    const person = opened?.house.person
    if (person?.id === id && (removed || person.role !== role)) void lock('account')
  }

  async function openAfresh(slot: SealedSlot, keys: PersonKeys): Promise<Opened> {
    await lock('asked')
    const locksBefore = locks
    const fresh = await openFor({ ...parts, onPersonTold, onRemoved }, slot, keys)
    if (locks === locksBefore) return fresh
    await fresh.house.close()
    forget(keys)
    throw new AppError('session.locked')
  }

  /** Who is told that it failed must not leave a house open behind them, without a page and without an idle lock. */
  async function begin(house: House): Promise<void> {
    try {
      house.begin()
    } catch (error) {
      await lock('asked')
      throw error
    }
  }

  return {
    taken: () => opened,
    async take(slot, keys) {
      if (opened?.slotId === slot.id) {
        forget(keys)
        opened.house.forgetPage()
        return opened
      }
      opened = await openAfresh(slot, keys)
      recordOrReport(opened.house, 'session.opened', {})
      await begin(opened.house)
      return opened
    },
    unlessLocked,
    lock,
  }
}

/** Never fails: whatever breaks on the way, the keys go. */
async function shut({ house, keys }: { house: House; keys: PersonKeys }, why: WhyLocked, whyClosed: WhyClosed): Promise<void> {
  house.signals.send({ type: 'locked', why })
  recordOrReport(house, 'session.closed', { why: whyClosed })
  await house.close()
  forget(keys)
}
