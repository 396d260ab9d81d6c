import { createHash } from 'node:crypto'
import { AppError } from '../../contract/error.ts'

/** Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SECRET_BYTES = 20
const CHECK_CHARACTERS = 4
const LENGTH = (SECRET_BYTES * 8) / 5 + CHECK_CHARACTERS

/**
 * A secret of 20 bytes (160 bits) as people write it down: 32 characters, then 4 of a check (20 bits of its SHA-256), in nine
 * groups of four.
 */
export function writeRecoveryCode(secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES) throw new Error(`a recovery secret has ${SECRET_BYTES} bytes`)
  const characters = base32(secret) + checkOf(secret)
  return characters.match(/.{4}/g)?.join('-') ?? ''
}

/**
 * Reads a code as people type it: any case, spaces or dashes, O for 0, I or L for 1.
 * @throws AppError `session.wrong_recovery_code` when it is mistyped
 */
export function readRecoveryCode(code: string): Buffer {
  const typed = code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const secret = typed.length === LENGTH ? fromBase32(typed.slice(0, -CHECK_CHARACTERS)) : null
  if (secret === null || checkOf(secret) !== typed.slice(-CHECK_CHARACTERS)) throw new AppError('session.wrong_recovery_code')
  return secret
}

function checkOf(secret: Uint8Array): string {
  return base32(createHash('sha256').update(secret).digest()).slice(0, CHECK_CHARACTERS)
}

function base32(bytes: Uint8Array): string {
  let out = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) out += ALPHABET[(held >> (bits - 5)) & 31]
  }
  return bits > 0 ? out + ALPHABET[(held << (5 - bits)) & 31] : out
}

function fromBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
  }
  return Buffer.from(bytes)
}
