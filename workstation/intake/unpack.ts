import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import { isBomb, refusalOfEntry, type ArchiveLimits } from './archive-rules.ts'
import type { ByteSource } from './byte-source.ts'

export type Unpacked =
  | { readonly kind: 'refused'; readonly name: string; readonly code: ErrorCode }
  /** `content` inflates while it is read and must be read or left before the next entry is asked for. */
  | { readonly kind: 'file'; readonly name: string; readonly content: AsyncGenerator<Uint8Array> }

/**
 * The files of a zip, one after the other; folders are passed over. Sizes and names are the archive's own word: only bytes
 * that were really inflated count. Between two entries the event loop has its turn.
 * @throws AppError archive.unreadable (no zip, or its directory ends early), archive.too_many_files;
 *   while a content is read: archive.bomb, file.too_large, archive.unreadable (that entry's bytes are damaged)
 */
export async function* unpack(source: ByteSource, limits: ArchiveLimits): AsyncGenerator<Unpacked> {
  const zip = await openZip(source)
  const inflated = { bytes: 0 }
  try {
    if (zip.entryCount > limits.entries) throw new AppError('archive.too_many_files', { limit: limits.entries })
    for await (const entry of entriesOf(zip)) {
      await setImmediate()
      const name = nameOf(entry)
      if (name.endsWith('/')) continue
      const code = refusalOfEntry({ name, encrypted: entry.isEncrypted(), decodable: entry.canDecodeFileData(), unixMode: unixModeOf(entry) })
      if (code !== null) yield { kind: 'refused', name, code }
      else yield { kind: 'file', name, content: contentOf(zip, entry, { archiveBytes: source.bytes, inflated, limits }) }
    }
  } finally {
    zip.close()
  }
}

async function openZip(source: ByteSource): Promise<ZipFile> {
  try {
    // Names are read by ourselves: yauzl would give up the whole archive for one bad name.
    return await fromRandomAccessReaderPromise(new SourceReader(source), source.bytes, { autoClose: false, decodeStrings: false, lazyEntries: true })
  } catch (cause) {
    throw asUnreadable(cause)
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry()
  } catch (cause) {
    throw asUnreadable(cause)
  }
}

interface Budget {
  readonly archiveBytes: number
  readonly inflated: { bytes: number }
  readonly limits: ArchiveLimits
}

async function* contentOf(zip: ZipFile, entry: Entry, { archiveBytes, inflated, limits }: Budget): AsyncGenerator<Uint8Array> {
  let own = 0
  const stream = await zip.openReadStreamPromise(entry).catch((cause: unknown) => {
    throw asUnreadable(cause)
  })
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      own += piece.length
      inflated.bytes += piece.length
      if (isBomb(inflated.bytes, archiveBytes, limits)) throw new AppError('archive.bomb')
      if (own > limits.fileBytes) throw new AppError('file.too_large', { limit: limits.fileBytes })
      yield piece
    }
  } catch (cause) {
    throw asUnreadable(cause)
  } finally {
    stream.destroy()
  }
}

function asUnreadable(cause: unknown): AppError {
  return cause instanceof AppError ? cause : new AppError('archive.unreadable', {}, { cause })
}

const UTF8_FLAG = 0x800
const MADE_BY_UNIX = 3
const MADE_BY_MACOS = 19

/** UTF-8 where the archive says so or the bytes are UTF-8 (many tools forget to say), else the old code page 437. */
function nameOf(entry: Entry): string {
  const flags = isUtf8(entry.fileNameRaw) ? entry.generalPurposeBitFlag | UTF8_FLAG : entry.generalPurposeBitFlag
  return getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, false).toWellFormed()
}

function isUtf8(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes).includes('\uFFFD') === false
}

function unixModeOf(entry: Entry): number {
  const system = entry.versionMadeBy >>> 8
  return system === MADE_BY_UNIX || system === MADE_BY_MACOS ? entry.externalFileAttributes >>> 16 : 0
}

class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource
  constructor(source: ByteSource) {
    super()
    this.#source = source
  }
  override _readStreamForRange(start: number, end: number): Readable {
    // Offsets are the archive's own word: past its end there is nothing, which yauzl then tells.
    const { bytes } = this.#source
    return Readable.from(this.#source.read(Math.min(start, bytes), Math.min(end, bytes)), { objectMode: false })
  }
}
