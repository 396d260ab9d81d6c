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
  /** In the place of the slot with its id. */
  replace(slot: SealedSlot): void
  drop(slotId: string): void
  /** The hub removed them. Nothing is written where that is known. */
  markRemoved(personId: string): void
  /** After a set-up. */
  readAgain(): void
}

export function createKnownSlots(profile: Profile): KnownSlots {
  let known = profile.read()

  function file(): SlotFile {
    if (known === null) throw new AppError('profile.not_set_up')
    return known.slots
  }

  function save(slots: SlotFile): void {
    profile.saveSlots(slots)
    known = profile.read()
  }

  function change(each: (slot: SealedSlot) => SealedSlot): void {
    save({ ...file(), slots: file().slots.map(each) })
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
    save,
    // Whether it is removed may have been told while the slot was sealed anew.
    replace: (renewed) => change((slot) => (slot.id === renewed.id ? { ...renewed, removed: slot.removed } : slot)),
    drop: (slotId) => save({ ...file(), slots: file().slots.filter(({ id }) => id !== slotId) }),
    markRemoved(personId) {
      const news = known?.slots.slots.some(({ person, removed }) => person.id === personId && !removed) ?? false
      if (news) change((slot) => (slot.person.id === personId ? { ...slot, removed: true } : slot))
    },
    readAgain: () => void (known = profile.read()),
  }
}
