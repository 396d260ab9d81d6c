import { AppError } from '../../contract/error.ts'
import type { Profile, ProfileFile } from './profile.ts'
import type { SealedSlot, SlotFile } from './slots.ts'

/** What the profile's files say, kept in memory and saved through. */
export interface KnownSlots {
  /** null: nothing is set up here. */
  profile(): ProfileFile | null
  all(): readonly SealedSlot[]
  /** @throws AppError `profile.not_set_up` */
  file(): SlotFile
  /** @param who a slot's id or a login. @throws AppError `profile.not_set_up`, `request.invalid` */
  find(who: string): SealedSlot
  save(slots: SlotFile): void
  /** After a set-up. */
  readAgain(): void
}

export function createKnownSlots(profile: Profile): KnownSlots {
  let known = profile.read()

  function file(): SlotFile {
    if (known === null) throw new AppError('profile.not_set_up')
    return known.slots
  }

  return {
    profile: () => known?.file ?? null,
    all: () => known?.slots.slots ?? [],
    file,
    find(who) {
      const slot = file().slots.find(({ id, person }) => id === who || person.login === who)
      if (slot === undefined) throw new AppError('request.invalid', { path: 'slotId' })
      return slot
    },
    save(slots) {
      profile.saveSlots(slots)
      known = profile.read()
    },
    readAgain: () => void (known = profile.read()),
  }
}
