import { API, type Call } from '../../contract/api.ts'
import type { Role } from '../../contract/words.ts'
import { judges } from '../people/judges.ts'

export type Who = (typeof API)[Call][2]

/**
 * Who may: a call marked `analyst` is everyone's who signed in; one marked `supervisor` or `administrator` is that role's alone, so
 * who keeps the machines does not judge the decisions, and the other way round.
 */
export function may(role: Role, who: Who): boolean {
  if (who === 'judge') return judges(role)
  return who === 'open' || who === 'analyst' || who === role
}

/** The entry of the API that a request is, by method and path; null for none. Written segments go before parameters. */
export function callOf(method: string, path: string): Call | null {
  const segments = path.split('/')
  let found: Call | null = null
  for (const [call, [itsMethod, itsPath]] of Object.entries(API) as [Call, (typeof API)[Call]][]) {
    if (itsMethod !== method || !fits(itsPath.split('/'), segments)) continue
    if (found === null || API[found][1].includes(':')) found = call
  }
  return found
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]))
}
