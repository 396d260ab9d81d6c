import type { Watch } from '../../contract/watch.ts'

/** Whether a watch still looks. */
export function stateOf(watch: { expiresAt: string; endedAt: string | null }, now: string): Watch['state'] {
  if (watch.endedAt !== null) return 'ended'
  return watch.expiresAt > now ? 'active' : 'expired'
}

/**
 * Whether an item came later than a watch, so that it alerts. Later in one of two ways is enough, for a missed alert is worse than one too
 * many: its report was made after the watch was, or its bytes came here after this workstation knew of the watch (a report that waited
 * somewhere on its way).
 */
export function isLater(arrival: { createdAt: string; addedAt: string }, watch: { addedAt: string; knownAt: string }): boolean {
  return arrival.createdAt >= watch.addedAt || arrival.addedAt >= watch.knownAt
}
