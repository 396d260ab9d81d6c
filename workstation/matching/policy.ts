import { readFileSync } from 'node:fs'
import { AppError } from '../../contract/error.ts'
import { Policy } from '../../contract/policy.ts'
import { CRYPTOGRAPHIC } from './conclusive.ts'

/** Reads the written policy. @throws AppError `policy.invalid`, also for a rule that would close on a guess (fact `rule`). */
export function loadPolicy(file: string): Policy {
  return checkPolicy(jsonOf(readFileSync(file, 'utf8')))
}

export function checkPolicy(value: unknown): Policy {
  const parsed = Policy.safeParse(value)
  if (!parsed.success) throw new AppError('policy.invalid', { rule: '' }, { cause: parsed.error })
  for (const rule of parsed.data.prequalification) {
    if (rule.propose === 'close_unseen' && !keepsLawFive(rule.when)) throw new AppError('policy.invalid', { rule: rule.id })
  }
  return parsed.data
}

type When = Policy['prequalification'][number]['when']

/** Law 5: exact, verified and cryptographic must each be written in the rule; what it leaves open could be a guess. */
function keepsLawFive(when: When): boolean {
  const algorithms = when.algorithms ?? []
  return when.kind === 'exact' && when.trust === 'verified' && algorithms.length > 0 && algorithms.every(it => CRYPTOGRAPHIC.includes(it))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('policy.invalid', { rule: '' }, { cause: error })
  }
}
