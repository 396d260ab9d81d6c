import type { Role } from '../../contract/words.ts'

/** Who keeps the machines does not judge: what enters our own list, and what is watched for, is for analysts and supervisors. */
export function judges(role: Role): boolean {
  return role !== 'administrator'
}
