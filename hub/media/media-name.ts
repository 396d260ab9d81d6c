import { createHmac } from 'node:crypto'

/** The name of a media in the database and on disk: an HMAC, for a SHA-256 in clear is itself a fingerprint of the material. */
export function mediaName(key: Uint8Array, sha256: string): string {
  return createHmac('sha256', key).update(`media:${sha256}`).digest('hex')
}
