import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * Seals what a row says: `1 | iv (12) | ciphertext | tag (16)`, AES-256-GCM under the hub's key. The row's own name is
 * bound in as additional data, so that a sealed value moved to another row does not open.
 */
export interface RecordSeal {
  seal(name: string, text: string): Uint8Array
  /** Throws where key, name or bytes are not those of the sealing. */
  open(name: string, sealed: Uint8Array): string
}

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

/** @param key 32 bytes. */
export function createRecordSeal(key: Uint8Array): RecordSeal {
  return {
    seal(name, text) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name))
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(name, sealed) {
      if (sealed[0] !== VERSION || sealed.length < 1 + IV_BYTES + TAG_BYTES) throw new Error(`${name}: not a sealed record`)
      const iv = sealed.subarray(1, 1 + IV_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name))
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}
