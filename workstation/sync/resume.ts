import { AppError } from '../../contract/error.ts'
import { FIRST_PREVIOUS } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'

/**
 * After which event to go on when the hub misses some. Where its head is ours, right after it (a hub put back from a
 * backup gets again what it lost); where it is another, that place is sent too, so that the hub sees the conflict and
 * keeps both. @param hashAt our hash at a sequence, null where we have none
 * @throws AppError `hub.bad_answer` when, by that head, nothing can be missing
 */
export function resumeAfter(head: ChainHead, firstUnsent: number, hashAt: (sequence: number) => string | null): number {
  const ours = head.sequence === 0 ? FIRST_PREVIOUS : hashAt(head.sequence)
  const after = ours === head.hash ? head.sequence : Math.max(0, head.sequence - 1)
  if (after >= firstUnsent - 1) throw new AppError('hub.bad_answer')
  return after
}
