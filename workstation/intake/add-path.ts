import { lstat, opendir, stat, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import { withFile } from './byte-source.ts'
import type { IntakeFileRow } from './intake.store.ts'
import { readName } from './file-names.ts'
import { within, type Live } from './live.ts'
import type { FileTaker } from './take-file.ts'

/** Files and folders of this machine, for the command line. */
export interface PathTaker {
  /**
   * A file, an archive, or a folder with all that is below it; symbolic links are not followed. What cannot be read is a
   * refused row, and the rest goes on. @returns rows in the order of the files. @throws AppError disk.full, intake.closed
   */
  addPath(intakeId: string, fsPath: string, options?: { removeSources?: boolean }): Promise<IntakeFileRow[]>
  /**
   * Removes the files that `addPath` was told to remove, after the intake is done. A file of which something was refused, or
   * that changed since, stays. @returns paths that could not be removed
   */
  removeSources(intakeId: string): Promise<{ removed: number; kept: string[] }>
}

export interface PathTakerParts {
  taker: FileTaker
  live(intakeId: string): Live
  isDone(intakeId: string): boolean
  onProgress(live: Live): void
}

interface Source {
  readonly path: string
  readonly bytes: number
  readonly modifiedAt: number
}

interface Found {
  readonly path: string
  readonly name: string
  readonly refusal: ErrorCode | null
}

export function createPathTaker({ taker, live: liveOf, isDone, onProgress }: PathTakerParts): PathTaker {
  /** Of intakes that are done, until asked for. */
  const sources = new Map<string, Source[]>()

  async function takeFile(live: Live, { path, name }: Found): Promise<{ rows: IntakeFileRow[]; source: Source }> {
    return withFile(path, async (content) => {
      live.totalBytes += content.bytes
      const before = await stat(path)
      const rows = await taker.take(live, readName(name), content)
      live.bytes += content.bytes
      onProgress(live)
      return { rows, source: { path, bytes: before.size, modifiedAt: before.mtimeMs } }
    })
  }

  async function takeFound(live: Live, found: Found, removable: Source[] | null): Promise<IntakeFileRow[]> {
    if (found.refusal !== null) return [taker.refuse(live, found.name.toWellFormed(), found.refusal)]
    try {
      const { rows, source } = await takeFile(live, found)
      if (rows.every((row) => row.status !== 'refused')) removable?.push(source)
      return rows
    } catch (error) {
      if (!(error instanceof AppError) || !OF_THE_FILE.has(error.code)) throw error
      return [taker.refuse(live, found.name.toWellFormed(), error.code)]
    }
  }

  return {
    async addPath(intakeId, fsPath, { removeSources = false } = {}) {
      const live = liveOf(intakeId)
      const removable = removeSources ? (sources.get(intakeId) ?? []) : null
      if (removable !== null) sources.set(intakeId, removable)
      return within(live, async () => {
        const rows: IntakeFileRow[] = []
        for await (const found of walk(fsPath, basename(fsPath))) rows.push(...(await takeFound(live, found, removable)))
        return rows
      })
    },
    async removeSources(intakeId) {
      if (!isDone(intakeId)) throw new Error('sources may go only when what came of them is written')
      const kept: string[] = []
      const marked = sources.get(intakeId) ?? []
      sources.delete(intakeId)
      for (const source of marked) if (!(await removeUnchanged(source))) kept.push(source.path)
      return { removed: marked.length - kept.length, kept }
    },
  }
}

const OF_THE_FILE: ReadonlySet<ErrorCode> = new Set(['file.unreadable', 'upload.too_large', 'intake.bad_path'])

async function removeUnchanged(source: Source): Promise<boolean> {
  try {
    const now = await stat(source.path)
    if (now.size !== source.bytes || now.mtimeMs !== source.modifiedAt) return false
    await unlink(source.path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

async function* walk(path: string, name: string): AsyncGenerator<Found> {
  const facts = await lstat(path).catch(() => null)
  if (facts === null) yield { path, name, refusal: 'file.unreadable' }
  else if (facts.isDirectory()) yield* walkFolder(path, name)
  else yield { path, name, refusal: facts.isFile() ? null : 'file.unreadable' }
}

/** Names in order, so that a report's items stand as a person would list them. */
async function* walkFolder(path: string, name: string): AsyncGenerator<Found> {
  const names = await namesIn(path)
  if (names === null) yield { path, name, refusal: 'file.unreadable' }
  else for (const each of names) yield* walk(join(path, each), `${name}/${each}`)
}

async function namesIn(path: string): Promise<string[] | null> {
  try {
    const names: string[] = []
    for await (const entry of await opendir(path)) names.push(entry.name)
    return names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}
