import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * A file in the job's scratch folder under AES-128-CBC (PKCS#7), as ffmpeg's `crypto:` protocol reads it. ffmpeg takes the key on its
 * command line, where other processes of the same user can read it while the job runs: it is fresh for each job and opens this file only.
 */
export type ScratchFile = {
  path: string
  /** 16 bytes, hex. */
  key: string
  /** 16 bytes, hex. */
  iv: string
}

const CIPHER = 'aes-128-cbc'
const secrets = ({ key, iv }: ScratchFile): [string, Buffer, Buffer] => [CIPHER, Buffer.from(key, 'hex'), Buffer.from(iv, 'hex')]

/** A name for a file of this job under a fresh key; nothing is written yet. */
export function newScratchFile(folder: string): ScratchFile {
  const name = `${randomBytes(8).toString('hex')}.bin`
  return { path: join(folder, name), key: randomBytes(16).toString('hex'), iv: randomBytes(16).toString('hex') }
}

/** The plaintext from the start, in pieces. */
export function readScratch(file: ScratchFile): Readable {
  const decipher = createDecipheriv(...secrets(file))
  const encrypted = createReadStream(file.path, { highWaterMark: 1024 * 1024 })
  encrypted.on('error', error => decipher.destroy(error))
  decipher.on('close', () => encrypted.destroy())
  return encrypted.pipe(decipher)
}

/** Writes the plaintext sealed; only ciphertext ever reaches the disk. */
export async function writeScratch(file: ScratchFile, plaintext: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const cipher: Transform = createCipheriv(...secrets(file))
  await pipeline(Readable.from(plaintext), cipher, createWriteStream(file.path, { flags: 'wx', mode: 0o600 }))
}
