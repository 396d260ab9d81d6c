import { createHash, randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 16
const HOUR_MS = 3600 * 1000
const CODE_HOURS = 48

/** A code to be used once: 80 random bits as four groups of four characters. */
export function newEnrolmentCode(): string {
  const characters = Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET[byte & 31]).join('')
  return characters.match(/.{4}/g)?.join('-') ?? ''
}

/** SHA-256 of a code as people type it: any case, spaces or dashes, O for 0, I or L for 1. */
export function hashOfCode(typed: string): string {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return createHash('sha256').update(`paravent enrolment ${code}`, 'utf8').digest('hex')
}

export function codeExpiresAt(now: string): string {
  return new Date(Date.parse(now) + CODE_HOURS * HOUR_MS).toISOString()
}
