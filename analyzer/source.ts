import { rm } from 'node:fs/promises'
import type { FileSource } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { newScratchFile, readScratch, writeScratch } from './scratch.ts'
import type { ScratchFile } from './scratch.ts'

const PIECE = 1024 * 1024
/** A picture's file beyond this is not read into memory: with its pixels it would not fit the memory limit. */
const LARGEST_IN_MEMORY = 128 * 1024 * 1024

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** The plaintext of the one file of the job, in pieces. */
export async function* readSource(source: FileSource): AsyncGenerator<Uint8Array> {
  if (source.kind === 'bytes') yield* piecesOf(source.bytes)
  else for await (const piece of readScratch(source)) yield piece as Uint8Array
}

/** The first bytes of the file, at most `length`. */
export async function headOf(source: FileSource, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let held = 0
  for await (const piece of readSource(source)) {
    // A piece may be far longer than the head: only what is wanted of it is copied.
    const wanted = piece.subarray(0, length - held)
    pieces.push(wanted)
    held += wanted.length
    if (held === length) break
  }
  return Buffer.concat(pieces)
}

/** The whole file in memory. Fails with `file.too_large`. */
export async function wholeOf(source: FileSource): Promise<Uint8Array> {
  if (source.kind === 'bytes') return source.bytes
  if (source.bytes > LARGEST_IN_MEMORY) throw new AppError('file.too_large', { bytes: source.bytes, limit: LARGEST_IN_MEMORY })
  const whole = new Uint8Array(source.bytes)
  let at = 0
  for await (const piece of readSource(source)) {
    if (at + piece.length > whole.length) throw new AppError('file.unreadable')
    whole.set(piece, at)
    at += piece.length
  }
  return whole.subarray(0, at)
}

/** Runs `use` on the file as an encrypted scratch file that ffmpeg can seek in; one made for this is removed after. */
export async function withScratchFile<T>(source: FileSource, folder: string, use: (file: ScratchFile) => Promise<T>): Promise<T> {
  if (source.kind === 'scratch') return use(source)
  const file = newScratchFile(folder)
  try {
    await writeScratch(file, piecesOf(source.bytes))
    return await use(file)
  } finally {
    await rm(file.path, { force: true })
  }
}
