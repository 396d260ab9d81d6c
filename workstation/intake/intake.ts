import type { z } from 'zod'
import { UPLOAD_LIMIT, type IntakeSummary, type StartedIntake, type StartIntake, type StartUpload, type UploadState } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Report } from '../../contract/report.ts'
import type { Signal } from '../../contract/signals.ts'
import { awaitSender } from '../background/sender.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Scratch, ScratchJob } from '../vault/scratch.ts'
import type { Vault } from '../vault/vault.ts'
import { createPathTaker, type PathTaker } from './add-path.ts'
import type { ArchiveLimits } from './archive-rules.ts'
import { createCancelling } from './cancelling.ts'
import { readName } from './file-names.ts'
import { createEnding, type Ending } from './ending.ts'
import { createGate } from './gate.ts'
import { createIntakeStore, type IntakeFileRow, type IntakeRecord } from './intake.store.ts'
import { createLive, settle, whileOpen, within, type Live } from './live.ts'
import { createReceiving, type Receiving } from './receiving.ts'
import { nextReference } from './report-items.ts'
import { createReportWriter } from './report-writer.store.ts'
import { createReports, type Reports } from './reports.store.ts'
import { spoolAll } from './spool.ts'
import { createSummaries } from './summary.ts'
import { createFileTaker } from './take-file.ts'
import { createTakingIn, type AppendEvent } from './taking-in.ts'
import { createUploads } from './uploads.ts'
import { readAddresses, type Address } from './urls.ts'

export interface IntakeParts {
  store: Store
  vault: Vault
  scratch: Scratch
  audit: { append: AppendEvent }
  analysis: { enqueue(sha256s: readonly string[]): void }
  queue: { refreshItems(itemIds: readonly string[]): void }
  /** A media belongs to an item from now on, its bytes being here or not: what is known of its SHA-256 counts. Inside the transaction. */
  onMedia?(sha256: string): void
  signals: { send(signal: Signal): void }
  clock: Clock
  ids: { next(): string }
  person: { id: string }
  archiveLimits?: ArchiveLimits
  /** A failure that nobody waits for: told, not swallowed. */
  onBackgroundFailure(error: unknown): void
}

export interface Intake extends Receiving, PathTaker, Pick<Ending, 'resume'> {
  readonly reports: Reports
  start(ask: z.infer<typeof StartIntake>): z.infer<typeof StartedIntake>
  /** A file of any length, as a stream. @throws AppError intake.bad_path, upload.too_large, disk.full, intake.closed */
  addFile(intakeId: string, path: string, source: AsyncIterable<Uint8Array>): Promise<IntakeFileRow[]>
  startUpload(intakeId: string, ask: StartUpload): UploadState
  upload(uploadId: string): UploadState
  chunk(uploadId: string, chunk: { offset: number; digest: string; bytes: Uint8Array }): Promise<UploadState>
  finishUpload(uploadId: string): Promise<UploadState>
  /**
   * Waits for what is under way; uploads that never came whole are told as refused. Five minutes after whoever sends was last heard,
   * an intake ends so by itself. @throws AppError intake.nothing, intake.closed
   */
  finish(intakeId: string): Promise<z.infer<typeof IntakeSummary>>
  /** Removes what was sealed for it and belongs to nothing else. @throws AppError intake.closed */
  cancel(intakeId: string): Promise<z.infer<typeof IntakeSummary>>
  summary(intakeId: string): z.infer<typeof IntakeSummary>
  /** Aborts what is under way; `resume` goes on from it. */
  close(): Promise<void>
}

export function createIntake(parts: IntakeParts): Intake {
  const { store, vault, scratch, audit, analysis, queue, signals, clock, ids, person, archiveLimits, onBackgroundFailure } = parts
  const intakes = createIntakeStore(store.db)
  const writer = createReportWriter(store.db)
  const reports = createReports(store.db)
  const gate = createGate()
  const lives = new Map<string, Live>()
  const summaries = createSummaries({ intakes, reports, signals, clock })
  const onProgress = summaries.tell
  let scratchJob: ScratchJob | undefined
  const scratchDir = (): string => (scratchJob ??= scratch.job()).dir

  const taker = createFileTaker({ store, vault, gate, intakes, reports: writer, clock, ids, onProgress, ...(archiveLimits && { archiveLimits }) })
  const uploads = createUploads({ taker, scratchDir, ids, onProgress })
  const paths = createPathTaker({ taker, live: liveOf, isDone: (id) => intakes.intake(id)?.state === 'done', onProgress })
  const cancelling = createCancelling({ store, vault, gate, intakes })
  const common = {
    ...{ store, reports, writer },
    enqueue: (sha256s: readonly string[]) => analysis.enqueue(sha256s),
    refresh: (itemIds: readonly string[]) => queue.refreshItems(itemIds),
    onMedia: (sha256: string) => parts.onMedia?.(sha256),
  }
  const takingIn = createTakingIn({ ...common, intakes, append: audit.append })
  const ending = createEnding({ intakes, uploads, takingIn, cancelling, onOver: over })

  /** For whoever sends to it. @throws AppError intake.unknown, intake.closed */
  function liveOf(intakeId: string): Live {
    const live = lives.get(intakeId)
    if (live === undefined || live.closing) throw new AppError(intakes.intake(intakeId) === null ? 'intake.unknown' : 'intake.closed')
    live.sender.heard()
    return live
  }

  function liveOfUpload(uploadId: string): Live {
    const live = [...lives.values()].find(({ uploads }) => uploads.has(uploadId))
    if (live === undefined) throw new AppError('upload.unknown')
    live.sender.heard()
    return live
  }

  function begin(record: IntakeRecord, addresses: readonly Address[], unfilled: string | null): z.infer<typeof StartedIntake> {
    const sender = awaitSender(clock, () => senderGone(live))
    const live = createLive(record, sender, addresses, unfilled)
    lives.set(record.id, live)
    return { intakeId: record.id, reportId: record.reportId, reference: record.reference }
  }

  function senderGone(live: Live): void {
    if (live.working.size === 0 && !live.closing) ending.leave(live).catch(onBackgroundFailure)
  }

  function startReport(draft: Omit<Report, 'id' | 'reference' | 'origin' | 'createdAt'>): z.infer<typeof StartedIntake> {
    const at = clock.now()
    const addresses = readAddresses(draft.urls)
    const itemIds = addresses.map(() => ids.next())
    const record = store.transaction((): IntakeRecord => {
      const year = new Date(at).getUTCFullYear()
      const reference = nextReference(year, writer.highestReference(year))
      const report: Report = { ...draft, text: draft.text.toWellFormed(), id: ids.next(), reference, origin: 'local', createdAt: at }
      writer.addReport(report)
      addresses.forEach((address, index) => writer.addItem({ id: itemIds[index] ?? '', reportId: report.id, address, takenIn: false }))
      return addIntake({ reportId: report.id, reference, itemId: null }, at)
    })
    return begin(record, addresses, itemIds.length === 1 ? (itemIds[0] ?? null) : null)
  }

  function startCaptures(itemId: string): z.infer<typeof StartedIntake> {
    const item = reports.item(itemId)
    const report = item === null ? null : reports.report(item.reportId)
    if (item === null || report === null || !item.takenIn) throw new AppError('item.unknown')
    const record = store.transaction(() => addIntake({ reportId: report.id, reference: report.reference, itemId }, clock.now()))
    return begin(record, [], null)
  }

  function addIntake(facts: Pick<IntakeRecord, 'reportId' | 'reference' | 'itemId'>, at: string): IntakeRecord {
    const record: IntakeRecord = { ...facts, id: ids.next(), state: 'receiving', personId: person.id, startedAt: at }
    intakes.add(record)
    return record
  }

  function over(live: Live): z.infer<typeof IntakeSummary> {
    live.sender.forget()
    lives.delete(live.record.id)
    const summary = summaries.of(live.record.id, live)
    signals.send({ type: 'intake', intake: summary.progress })
    return summary
  }

  return {
    reports,
    ...createReceiving({ ...common, clock }),
    ...paths,
    start: (ask) => ('report' in ask ? startReport(ask.report) : startCaptures(ask.itemId)),
    async addFile(intakeId, path, source) {
      const live = liveOf(intakeId)
      const name = readName(path)
      return within(live, () => spoolAll(scratchDir(), whileOpen(live, source, UPLOAD_LIMIT), (whole) => taker.take(live, name, whole)))
    },
    startUpload: (intakeId, ask) => uploads.start(liveOf(intakeId), ask),
    upload: (uploadId) => uploads.state(liveOfUpload(uploadId), uploadId),
    chunk: async (uploadId, chunk) => uploads.chunk(liveOfUpload(uploadId), uploadId, chunk),
    finishUpload: async (uploadId) => uploads.finish(liveOfUpload(uploadId), uploadId),
    finish: async (intakeId) => ending.finish(liveOf(intakeId)),
    cancel: async (intakeId) => ending.cancel(liveOf(intakeId)),
    summary: (intakeId) => summaries.of(intakeId, lives.get(intakeId)),
    resume: ending.resume,
    async close() {
      for (const live of lives.values()) {
        live.sender.forget()
        live.abort.abort()
      }
      await ending.close()
      for (const live of lives.values()) {
        live.closing = true
        await settle(live)
        await uploads.drop(live)
      }
      await scratchJob?.dispose()
    },
  }
}

