import { UPLOAD_LIMIT } from '../../contract/api.ts'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { ARCHIVE_LIMITS, HEAD_BYTES, looksLikeZip, reasonToKeepArchive, type ArchiveLimits } from './archive-rules.ts'
import { peek, readHead, type ByteSource } from './byte-source.ts'
import type { Gate } from './gate.ts'
import type { IntakeFileRow, IntakeStore } from './intake.store.ts'
import { whileOpen, type Live } from './live.ts'
import { placeOfFile, statusOfFile } from './report-items.ts'
import type { ReportWriter } from './report-writer.store.ts'
import { unpack, type Unpacked } from './unpack.ts'

export interface FileTaker {
  /** A whole file: an archive is unpacked, anything else becomes an item. @returns one row a file. @throws AppError disk.full, intake.closed */
  take(live: Live, name: string, source: ByteSource): Promise<IntakeFileRow[]>
  /** The same of a stream that is known to be no archive. */
  seal(live: Live, name: string, content: AsyncIterable<Uint8Array>, code: ErrorCode | null): Promise<IntakeFileRow>
  refuse(live: Live, name: string, code: ErrorCode, bytes?: number): IntakeFileRow
}

export interface FileTakerParts {
  store: Store
  vault: Vault
  gate: Gate
  intakes: IntakeStore
  reports: ReportWriter
  clock: Clock
  ids: { next(): string }
  onProgress(live: Live): void
  archiveLimits?: ArchiveLimits
}

interface Sealed {
  readonly sha256: string
  readonly bytes: number
  readonly new: boolean
}

export function createFileTaker({ store, vault, gate, intakes, reports, clock, ids, onProgress, archiveLimits = ARCHIVE_LIMITS }: FileTakerParts): FileTaker {
  function write(live: Live, row: IntakeFileRow): IntakeFileRow {
    store.transaction(() => intakes.addFile(live.record.id, row))
    onProgress(live)
    return row
  }

  const refuse: FileTaker['refuse'] = (live, name, code, bytes = 0) =>
    write(live, { path: name, status: 'refused', sha256: null, bytes, itemId: null, code })

  function place(live: Live, name: string, sealed: Sealed): { itemId: string; attached: boolean } {
    const at = clock.now()
    if (live.record.itemId !== null) {
      const itemId = live.record.itemId
      return { itemId, attached: reports.attach({ itemId, sha256: sealed.sha256, role: 'capture', name, at }) }
    }
    const where = placeOfFile(live.addresses, live.unfilled)
    const itemId = where.kind === 'fill' ? where.itemId : ids.next()
    if (where.kind === 'new') reports.addItem({ id: itemId, reportId: live.record.reportId, address: where.address, takenIn: false })
    return { itemId, attached: reports.attach({ itemId, sha256: sealed.sha256, role: 'content', name, at }) }
  }

  /** The file's rows, all or none. */
  function commit(live: Live, name: string, sealed: Sealed, code: ErrorCode | null): IntakeFileRow {
    const facts = { path: name, sha256: sealed.sha256, bytes: sealed.bytes, code }
    const row = store.transaction((): IntakeFileRow => {
      const repeated = intakes.repeated(live.record.id, sealed.sha256)
      if (repeated !== null) return told({ ...facts, status: 'repeated', itemId: repeated.itemId })
      const here = reports.addMedia({ sha256: sealed.sha256, bytes: sealed.bytes, here: true, at: clock.now() })
      const { itemId, attached } = place(live, name, sealed)
      return told({ ...facts, status: statusOfFile({ inThisIntake: !attached, here }), itemId })
    })
    if (row.itemId === live.unfilled) live.unfilled = null
    onProgress(live)
    return row

    function told(file: IntakeFileRow): IntakeFileRow {
      intakes.addFile(live.record.id, file)
      return file
    }
  }

  /** Bytes for which no row was written leave the vault again. */
  async function unseal(sealed: Sealed): Promise<void> {
    if (sealed.new && !reports.knows(sealed.sha256)) await vault.remove(sealed.sha256)
  }

  const seal: FileTaker['seal'] = (live, name, content, code) =>
    gate.shared(async () => {
      const sealed = await vault.seal(whileOpen(live, content, UPLOAD_LIMIT))
      try {
        if (live.abort.signal.aborted) throw new AppError('intake.closed')
        return commit(live, name, sealed, code)
      } catch (error) {
        await unseal(sealed)
        throw error
      }
    })

  async function takeEntry(live: Live, path: string, entry: Unpacked): Promise<IntakeFileRow> {
    if (entry.kind === 'refused') return refuse(live, path, entry.code)
    try {
      const { head, all } = await peek(entry.content, HEAD_BYTES)
      return await seal(live, path, all, looksLikeZip(head) ? 'archive.nested' : null)
    } catch (error) {
      if (error instanceof AppError && OF_THE_ENTRY.has(error.code)) return refuse(live, path, error.code)
      throw error
    } finally {
      await entry.content.return(undefined)
    }
  }

  /** @returns why not all of it could be opened, or null */
  async function takeEntries(live: Live, name: string, source: ByteSource, rows: IntakeFileRow[]): Promise<ErrorCode | null> {
    try {
      for await (const entry of unpack(source, archiveLimits)) {
        if (live.abort.signal.aborted) throw new AppError('intake.closed')
        const row = await takeEntry(live, `${name}/${entry.name}`, entry)
        rows.push(row)
        if (row.code === 'archive.bomb') return null
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'archive.unreadable') return error.code
      if (!(error instanceof AppError) || error.code !== 'archive.too_many_files') throw error
      rows.push(refuse(live, name, error.code, source.bytes))
    }
    return reasonToKeepArchive(rows.filter((row) => row.status === 'refused').map((row) => row.code))
  }

  async function takeArchive(live: Live, name: string, source: ByteSource): Promise<IntakeFileRow[]> {
    const rows: IntakeFileRow[] = []
    live.unpacking += 1
    onProgress(live)
    const reason = await takeEntries(live, name, source, rows).finally(() => {
      live.unpacking -= 1
    })
    if (reason !== null || rows.length === 0) rows.push(await seal(live, name, source.read(0, source.bytes), reason))
    return rows
  }

  return {
    seal,
    refuse,
    async take(live, name, source) {
      if (looksLikeZip(await readHead(source, HEAD_BYTES))) return takeArchive(live, name, source)
      return [await seal(live, name, source.read(0, source.bytes), null)]
    },
  }
}

/** What is wrong with one entry and leaves the others. (A bomb ends the unpacking, after its row.) */
const OF_THE_ENTRY: ReadonlySet<ErrorCode> = new Set(['archive.bomb', 'archive.unreadable', 'file.too_large', 'upload.too_large'])
