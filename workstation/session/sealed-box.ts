import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const NONCE = 12
const TAG = 16

/** AES-256-GCM of a few bytes under a random nonce, as base64 of nonce, ciphertext, tag; `binding` is authenticated with it. */
export function sealBox(key: Uint8Array, plain: Uint8Array, binding: string): string {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(binding, 'utf8'))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** @returns the plaintext, or null when key or binding is another, or the box was changed */
export function openBox(key: Uint8Array, box: string, binding: string): Buffer | null {
  const bytes = Buffer.from(box, 'base64')
  if (bytes.length < NONCE + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(binding, 'utf8'))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG))
  const plain = decipher.update(bytes.subarray(NONCE, bytes.length - TAG))
  try {
    decipher.final()
    return plain
  } catch {
    plain.fill(0)
    return null // the one thing `final` refuses is authentication
  }
}
