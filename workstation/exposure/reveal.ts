import type { AskReveal } from '../../contract/api.ts'
import type { ErrorCode } from '../../contract/error.ts'

/** What the rules of a reveal look at. */
export interface RevealFacts {
  /** The person opened the item, which the audit log then knows. */
  readonly itemOpened: boolean
  /** The media belongs to the item. */
  readonly ofItem: boolean
  readonly here: boolean
  readonly state: 'pending' | 'analysing' | 'ready' | 'failed' | null
  readonly kind: 'image' | 'video' | 'other' | null
}

/** Why this rung may not be granted, or null. Only what was analysed is shown, and only as we encoded it ourselves (law 2). */
export function refusalOfReveal(rung: AskReveal['rung'], facts: RevealFacts): ErrorCode | null {
  if (!facts.ofItem) return 'item.no_media'
  if (!facts.itemOpened) return 'reveal.not_granted'
  if (!facts.here) return 'media.not_here'
  if (facts.state !== 'ready') return 'media.not_ready'
  return facts.kind === (rung === 'play' ? 'video' : 'image') ? null : 'reveal.rung_unavailable'
}

/** Seconds after which a hold without a sign of life is over. */
export const HOLD_SECONDS = 60

/** Seconds until a reveal covers by itself. */
export function secondsOfReveal(manner: AskReveal['manner'], autoCoverSeconds: number): number {
  return manner === 'hold' ? HOLD_SECONDS : autoCoverSeconds
}

/** A covered picture's address lives so long, in milliseconds, and is handed out again while half of that is left. */
export const COVERED_LIFE_MS = 20 * 60 * 1000

export function isFresh(until: number, now: number): boolean {
  return until - now >= COVERED_LIFE_MS / 2
}
