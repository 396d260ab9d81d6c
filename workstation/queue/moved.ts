import type { Because, Moved } from '../../contract/match.ts'
import type { QueueEntry } from './entry.ts'

type Verdict = Pick<QueueEntry, 'state' | 'known' | 'prequalification'>

/**
 * What an item tells of why it moved: the last change of its verdict that was a list's doing. It is told until people move the item on.
 * @param before null where it was in no queue yet
 */
export function movedOf(before: (Verdict & Pick<QueueEntry, 'moved'>) | null, after: Verdict, because: Because | null, now: string): Moved | null {
  if (before === null || before.state !== after.state) return null
  return because === null || verdict(before) === verdict(after) ? before.moved : { ...because, at: now }
}

function verdict({ known, prequalification: { kind, outcome, infraction } }: Verdict): string {
  return JSON.stringify([known, kind, outcome, infraction])
}
