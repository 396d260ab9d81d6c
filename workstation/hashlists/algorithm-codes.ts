import { Algorithm } from '../../contract/words.ts'

/** How an algorithm is named in the files of lists. A number that was given once is never given to another. */
const CODES: Record<Algorithm, number> = {
  md5: 1, sha1: 2, sha256: 3, sha512: 4, pdq: 5, vpdq: 6, photodna: 7, netclean: 8, videntifier: 9, tmk_pdqf: 10, ssvh_pdna: 11, ssvh_safer: 12,
}
const BY_CODE = new Map(Algorithm.options.map(algorithm => [CODES[algorithm], algorithm]))

/** Hex digits of the values that are hex. A value of any other algorithm is kept as its source writes it. */
export const HEX_DIGITS: Partial<Record<Algorithm, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128, pdq: 64, vpdq: 64 }

export function codeOf(algorithm: Algorithm): number {
  return CODES[algorithm]
}

export function algorithmOf(code: number): Algorithm {
  const algorithm = BY_CODE.get(code)
  if (algorithm === undefined) throw new Error(`no algorithm has the code ${code}`)
  return algorithm
}

/** A value as it is stored: the octets of a hash in hex, else the text's. */
export function bytesOfValue(algorithm: Algorithm, value: string): Buffer {
  return Buffer.from(value, HEX_DIGITS[algorithm] === undefined ? 'utf8' : 'hex')
}

export function valueOfBytes(algorithm: Algorithm, bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(HEX_DIGITS[algorithm] === undefined ? 'utf8' : 'hex')
}
