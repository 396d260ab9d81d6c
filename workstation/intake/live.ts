import type { IntakeProgress } from '../../contract/signals.ts'
import { AppError } from '../../contract/error.ts'
import type { Sender } from '../background/sender.ts'
import type { Address } from './urls.ts'
import type { Spool } from './spool.ts'
import type { IntakeRecord } from './intake.store.ts'

/** An intake under way in this process: what is only in memory. */
export interface Live {
  readonly record: IntakeRecord
  readonly sender: Sender
  /** Aborted when the intake is cancelled or the house closes. */
  readonly abort: AbortController
  readonly addresses: readonly Address[]
  /** The item of the only address, while no file filled it. */
  unfilled: string | null
  readonly uploads: Map<string, Upload>
  /** Files being sealed or unpacked. */
  readonly working: Set<Promise<unknown>>
  unpacking: number
  closing: boolean
  /** Bytes announced and bytes that came, of files that are told to this intake. */
  totalBytes: number
  bytes: number
}

export interface Upload {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly spool: Spool
  /** One request after the other. */
  busy: Promise<unknown>
  done: boolean
}

export function createLive(record: IntakeRecord, sender: Sender, addresses: readonly Address[], unfilled: string | null): Live {
  return {
    record,
    sender,
    abort: new AbortController(),
    addresses,
    unfilled,
    uploads: new Map(),
    working: new Set(),
    unpacking: 0,
    closing: false,
    totalBytes: 0,
    bytes: 0,
  }
}

export function progressOf(live: Live, state: IntakeRecord['state'], files: number): IntakeProgress {
  return {
    intakeId: live.record.id,
    reportId: live.record.reportId,
    state: state === 'receiving' && live.unpacking > 0 ? 'unpacking' : state,
    files,
    bytes: live.bytes,
    totalBytes: live.totalBytes,
  }
}

/** Runs `work` as part of the intake: finishing and cancelling wait for it. @throws AppError intake.closed */
export function within<T>(live: Live, work: () => Promise<T>): Promise<T> {
  if (live.closing) throw new AppError('intake.closed')
  const running = work()
  const settled = running.then(
    () => undefined,
    () => undefined,
  )
  live.working.add(settled)
  void settled.then(() => {
    live.working.delete(settled)
    live.sender.heard() // only now can it go on
  })
  return running
}

/** The same bytes, until the intake is cancelled. @throws AppError intake.closed, upload.too_large */
export async function* whileOpen(live: Live, content: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of content) {
    if (live.abort.signal.aborted) throw new AppError('intake.closed')
    bytes += piece.length
    if (bytes > limit) throw new AppError('upload.too_large', { limit })
    yield piece
  }
}

/** Waits for what is under way; what comes meanwhile too. */
export async function settle(live: Live): Promise<void> {
  while (live.working.size > 0) await Promise.all(live.working)
}
