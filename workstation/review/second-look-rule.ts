import type { Policy } from '../../contract/policy.ts'
import type { Outcome } from '../../contract/words.ts'

/**
 * What a decision makes of its item: an analyst who asks for a second look gets one, and so does what a rule of the policy names.
 * @param seenBefore whether the same content was known before: exactly, on a verified list, or decided with the same outcome
 */
export function itemStateAfter(outcome: Outcome, seenBefore: boolean, policy: Policy): 'decided' | 'second_look' {
  if (outcome === 'second_look') return 'second_look'
  const named = policy.secondLook.some(
    ({ when }) => (when.outcome === undefined || when.outcome === outcome) && (when.neverSeenBefore === undefined || when.neverSeenBefore === !seenBefore),
  )
  return named ? 'second_look' : 'decided'
}
