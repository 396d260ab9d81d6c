import { UPLOAD_LIMIT } from '../../contract/api.ts'
import { AppError, type ErrorCode } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { ARCHIVE_LIMITS, HEAD_BYTES, looksLikeZip, type ArchiveLimits } from './archive-rules.ts'
import { readHead, type ByteSource } from './byte-source.ts'
import type { Gate } from './gate.ts'
import type { IntakeFileRow, IntakeStore } from './intake.store.ts'
import { whileOpen, type Live } from './live.ts'
import { placeOfFile, statusOfFile } from './report-items.ts'
import type { ReportWriter } from './report-writer.store.ts'
import { createArchiveTaker, type FileSealer } from './take-archive.ts'

export interface FileTaker extends FileSealer {
  /** A whole file: an archive is unpacked, anything else becomes an item. @returns one row a file. @throws AppError disk.full, intake.closed */
  take(live: Live, name: string, source: ByteSource): Promise<IntakeFileRow[]>
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

  const seal: FileTaker['seal'] = (live, name, content, code, before) =>
    gate.shared(async () => {
      const sealed = await vault.seal(whileOpen(live, content, UPLOAD_LIMIT))
      try {
        await before
        if (live.abort.signal.aborted) throw new AppError('intake.closed')
        return commit(live, name, sealed, code)
      } catch (error) {
        await unseal(sealed)
        throw error
      }
    })

  const archives = createArchiveTaker({ seal, refuse, onProgress, limits: archiveLimits })

  return {
    seal,
    refuse,
    async take(live, name, source) {
      if (looksLikeZip(await readHead(source, HEAD_BYTES))) return archives.take(live, name, source)
      return [await seal(live, name, source.read(0, source.bytes), null)]
    },
  }
}
