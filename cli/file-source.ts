import { createCipheriv, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { INLINE_LIMIT } from '../contract/analyzer.ts'
import type { FileSource } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'

async function lengthOf(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw new AppError('file.unreadable')
    return facts.size
  } finally {
    await file.close()
  }
}

async function sealed(path: string, bytes: number, scratch: string): Promise<Extract<FileSource, { kind: 'scratch' }>> {
  const [key, iv] = [randomBytes(16), randomBytes(16)]
  const target = join(scratch, `${randomBytes(8).toString('hex')}.bin`)
  await pipeline(createReadStream(path), createCipheriv('aes-128-cbc', key, iv), createWriteStream(target, { flags: 'wx', mode: 0o600 }))
  return { kind: 'scratch', path: target, key: key.toString('hex'), iv: iv.toString('hex'), bytes }
}

/** Hands a file to the analyzer as the core does: small ones inline, large ones as an encrypted scratch file that is removed after. */
export async function withFileSource<T>(path: string, scratch: string, use: (source: FileSource) => Promise<T>): Promise<T> {
  const bytes = await lengthOf(path).catch(unreadable)
  if (bytes <= INLINE_LIMIT) return use({ kind: 'bytes', bytes: new Uint8Array(await readFile(path).catch(unreadable)) })
  const source = await sealed(path, bytes, scratch)
  try {
    return await use(source)
  } finally {
    await rm(source.path, { force: true })
  }
}

function unreadable(error: unknown): never {
  if (error instanceof AppError) throw error
  throw new AppError('file.unreadable', {}, { cause: error })
}
