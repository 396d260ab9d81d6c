import { AppError, type ErrorCode } from '../../contract/error.ts'
import { HEAD_BYTES, looksLikeZip, reasonToKeepArchive, type ArchiveLimits } from './archive-rules.ts'
import { peek, type ByteSource } from './byte-source.ts'
import type { IntakeFileRow } from './intake.store.ts'
import type { Live } from './live.ts'
import { unpack, type Unpacked } from './unpack.ts'

export interface ArchiveTaker {
  /** @returns a row for each entry, in their order, and one for the archive itself where it is kept */
  take(live: Live, name: string, source: ByteSource): Promise<IntakeFileRow[]>
}

/** What becomes of one file. */
export interface FileSealer {
  /** A stream that is known to be no archive. @param before its row is written after that; where that fails, it fails alike */
  seal(live: Live, name: string, content: AsyncIterable<Uint8Array>, code: ErrorCode | null, before?: Promise<unknown>): Promise<IntakeFileRow>
  refuse(live: Live, name: string, code: ErrorCode, bytes?: number): IntakeFileRow
}

export interface ArchiveTakerParts extends FileSealer {
  onProgress(live: Live): void
  limits: ArchiveLimits
}

/** Entries that are on their way to the disk while the next one is inflated: the disk syncs several for little more than the price of one. */
const MOST_UNDER_WAY = 8

/** What is wrong with one entry and leaves the others. (A bomb ends the unpacking, after its row.) */
const OF_THE_ENTRY: ReadonlySet<ErrorCode> = new Set(['archive.bomb', 'archive.unreadable', 'file.too_large', 'upload.too_large'])

export function createArchiveTaker({ seal, refuse, onProgress, limits }: ArchiveTakerParts): ArchiveTaker {
  async function sealEntry(live: Live, path: string, content: AsyncGenerator<Uint8Array>, before: Promise<unknown>): Promise<IntakeFileRow> {
    try {
      const { head, all } = await peek(content, HEAD_BYTES)
      return await seal(live, path, all, looksLikeZip(head) ? 'archive.nested' : null, before)
    } finally {
      await content.return(undefined)
    }
  }

  async function takeEntry(live: Live, path: string, entry: Unpacked, before: Promise<unknown>): Promise<IntakeFileRow> {
    let code: ErrorCode
    if (entry.kind === 'refused') code = entry.code
    else {
      try {
        return await sealEntry(live, path, entry.content, before)
      } catch (error) {
        if (!(error instanceof AppError && OF_THE_ENTRY.has(error.code))) throw error
        code = error.code
      }
    }
    await before
    return refuse(live, path, code)
  }

  /** Inflates one entry after the other, up to where the archive ends, cannot be read on, or bursts. */
  async function takeAll(live: Live, name: string, source: ByteSource, taken: Promise<IntakeFileRow>[]): Promise<void> {
    for await (const entry of unpack(source, limits)) {
      if (live.abort.signal.aborted) throw new AppError('intake.closed')
      const { watched, isWhole } = watch(entry)
      const row = takeEntry(live, `${name}/${entry.name}`, watched, taken.at(-1) ?? Promise.resolve())
      row.catch(() => undefined) // the rows are awaited together, at the end
      taken.push(row)
      if (!(await isWhole) && (await row).code === 'archive.bomb') return
      await taken.at(-MOST_UNDER_WAY)
    }
  }

  /** @returns why not all of it could be opened, or null */
  async function takeEntries(live: Live, name: string, source: ByteSource, rows: IntakeFileRow[]): Promise<ErrorCode | null> {
    const taken: Promise<IntakeFileRow>[] = []
    const told = await takeAll(live, name, source, taken).then(nothing, codeOfArchive).finally(() => Promise.allSettled(taken))
    rows.push(...(await Promise.all(taken)))
    if (told === 'archive.unreadable' || rows.at(-1)?.code === 'archive.bomb') return told
    if (told !== null) rows.push(refuse(live, name, told, source.bytes))
    return reasonToKeepArchive(rows.filter((row) => row.status === 'refused').map((row) => row.code))
  }

  return {
    async take(live, name, source) {
      const rows: IntakeFileRow[] = []
      live.unpacking += 1
      onProgress(live)
      const reason = await takeEntries(live, name, source, rows).finally(() => {
        live.unpacking -= 1
      })
      if (reason !== null || rows.length === 0) rows.push(await seal(live, name, source.read(0, source.bytes), reason))
      return rows
    },
  }
}

const nothing = (): null => null

/** What is wrong with the archive and leaves what came out of it; anything else is thrown on. */
function codeOfArchive(error: unknown): 'archive.unreadable' | 'archive.too_many_files' {
  if (error instanceof AppError && (error.code === 'archive.unreadable' || error.code === 'archive.too_many_files')) return error.code
  throw error
}

/** The same entry; `isWhole` tells that its content was read, to the end (true) or not. */
function watch(entry: Unpacked): { watched: Unpacked; isWhole: Promise<boolean> } {
  if (entry.kind === 'refused') return { watched: entry, isWhole: Promise.resolve(true) }
  const end = Promise.withResolvers<boolean>()
  async function* content(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    let whole = false
    try {
      yield* source
      whole = true
    } finally {
      end.resolve(whole)
    }
  }
  return { watched: { ...entry, content: content(entry.content) }, isWhole: end.promise }
}
