import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'

/** A person's signing key: the private half as PKCS #8 DER (to be zeroed), the public half as SPKI DER in base64. */
export interface SigningPair {
  privateKey: Buffer
  publicKey: string
}

export function makeSigningPair(): SigningPair {
  const pair = generateKeyPairSync('ed25519')
  return { privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }), publicKey: spkiOf(pair.publicKey) }
}

/** @param privateKey Ed25519, PKCS #8 DER */
export function publicKeyOf(privateKey: Uint8Array): string {
  return spkiOf(createPublicKey(createPrivateKey({ key: sameBytes(privateKey), format: 'der', type: 'pkcs8' })))
}

/**
 * Ed25519 over the bytes as UTF-8, base64url. The key is read anew each time, so that nothing of it is kept once the
 * session zeroed it; from then on this throws.
 */
export function signBytes(privateKey: Uint8Array, bytes: string): string {
  return sign(null, Buffer.from(bytes, 'utf8'), { key: sameBytes(privateKey), format: 'der', type: 'pkcs8' }).toString('base64url')
}

/** Whether one of these keys (Ed25519, SPKI DER, base64) signed these bytes. A signature has one spelling: base64url without padding. */
export function isSignedBy(publicKeys: readonly string[], bytes: string, signature: string): boolean {
  const raw = Buffer.from(signature, 'base64url')
  if (raw.length !== 64 || raw.toString('base64url') !== signature) return false
  return publicKeys.some((key) => {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return publicKey.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(bytes, 'utf8'), publicKey, raw)
  })
}

function spkiOf(key: ReturnType<typeof createPublicKey>): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

/** The same memory, not a copy: a copy would outlive the zeroing. */
function sameBytes(key: Uint8Array): Buffer {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength)
}
