import type { ErrorCode } from '../../contract/error.ts'
import { isSafePath } from './file-names.ts'

/** What may come out of one archive. Judged on bytes that were really inflated, never on what a header says. */
export interface ArchiveLimits {
  readonly entries: number
  readonly totalBytes: number
  readonly fileBytes: number
  /** Inflated bytes for each byte of the archive, once more than `ratioFromBytes` were inflated. */
  readonly ratio: number
  readonly ratioFromBytes: number
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 10_000,
  totalBytes: 4 * 1024 ** 3,
  fileBytes: 2 * 1024 ** 3,
  ratio: 100,
  ratioFromBytes: 64 * 1024 ** 2,
}

/** The bytes that tell a zip: a local file header. (An empty zip has none and is kept as a file.) */
export function looksLikeZip(head: Uint8Array): boolean {
  return head.length >= 30 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4 && !isDocument(head)
}

/** Bytes needed to tell a zip from a document that is a zip inside. */
export const HEAD_BYTES = 128

const DOCUMENT_ENTRIES = ['[Content_Types].xml', '_rels/', 'mimetype', 'META-INF/', 'AndroidManifest.xml', 'docProps/']

/** Office documents, books and programs are zips inside; their parts are no contents of a report, so they stay whole. */
function isDocument(head: Uint8Array): boolean {
  const length = (head[26] ?? 0) | ((head[27] ?? 0) << 8)
  const name = Buffer.from(head.subarray(30, 30 + length)).toString('latin1')
  return DOCUMENT_ENTRIES.some((entry) => name.startsWith(entry))
}

export interface ArchiveEntry {
  readonly name: string
  readonly encrypted: boolean
  readonly decodable: boolean
  /** Unix mode bits, 0 where the archive was made elsewhere. */
  readonly unixMode: number
}

const TYPE_OF_FILE = 0xf000
const SYMLINK = 0xa000
const REGULAR = 0x8000

/** Why an entry is refused before a byte of it is read, or null. */
export function refusalOfEntry(entry: ArchiveEntry): ErrorCode | null {
  if (!isSafePath(entry.name)) return 'archive.bad_path'
  const type = entry.unixMode & TYPE_OF_FILE
  if (type === SYMLINK || (type !== 0 && type !== REGULAR)) return 'archive.bad_path'
  if (entry.encrypted) return 'archive.encrypted'
  return entry.decodable ? null : 'archive.unreadable'
}

/** Whether so many inflated bytes are too many for an archive of that size. */
export function isBomb(inflated: number, archiveBytes: number, limits: ArchiveLimits): boolean {
  if (inflated > limits.totalBytes) return true
  return inflated > limits.ratioFromBytes && inflated > archiveBytes * limits.ratio
}

/**
 * Whether the archive itself is kept as an item, because something in it could not be opened: nothing that was reported
 * is lost for want of a key or for one bad byte. Its row then bears the code.
 * A bomb is not kept, nor are entries whose names point elsewhere.
 */
export function reasonToKeepArchive(refusals: readonly (string | null)[]): ErrorCode | null {
  if (refusals.includes('archive.encrypted')) return 'archive.encrypted'
  return refusals.includes('archive.unreadable') ? 'archive.unreadable' : null
}
