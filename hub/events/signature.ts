import { createPublicKey, verify } from 'node:crypto'

/** Whether one of these keys (Ed25519, SPKI DER, base64) signed these bytes. A signature has one spelling: base64url without padding. */
export function isSignedBy(publicKeys: readonly string[], bytes: string, signature: string): boolean {
  const raw = Buffer.from(signature, 'base64url')
  if (raw.length !== 64 || raw.toString('base64url') !== signature) return false
  return publicKeys.some((key) => {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return publicKey.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(bytes, 'utf8'), publicKey, raw)
  })
}

/** Whether this is a key that signatures can be verified with. */
export function isSigningKey(publicKey: string): boolean {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyType === 'ed25519'
  } catch {
    return false // what OpenSSL cannot read is no key
  }
}
