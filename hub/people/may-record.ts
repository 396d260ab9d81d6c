import type { EventType } from '../../contract/event.ts'
import type { Role } from '../../contract/words.ts'

/** Who may record which event; a type that is not named here is open to every enrolled person. */
const RESERVED: Partial<Record<EventType, readonly Role[]>> = {
  'second_look.given': ['supervisor'],
  // Who keeps the machines does not judge, here as elsewhere.
  'own_list.added': ['analyst', 'supervisor'],
  'own_list.removed': ['analyst', 'supervisor'],
  'watch.added': ['analyst', 'supervisor'],
  'watch.ended': ['analyst', 'supervisor'],
}

export function mayRecord(role: Role, type: EventType): boolean {
  return RESERVED[type]?.includes(role) ?? true
}
