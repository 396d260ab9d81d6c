import { createHash } from 'node:crypto'

/** A file of the demonstration with the name under which it is reported. */
export interface Material {
  name: string
  bytes: Buffer
  sha256: string
}

export const digest = (algorithm: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex')

export const material = (name: string, bytes: Uint8Array): Material => ({
  name,
  bytes: Buffer.from(bytes),
  sha256: digest('sha256', bytes),
})
