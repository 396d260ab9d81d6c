import type { z } from 'zod'
import type { IntakeSummary, SeenUrl } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Clock } from '../ports.ts'
import type { IntakeRecord, IntakeStore } from './intake.store.ts'
import { progressOf, type Live } from './live.ts'
import type { Reports } from './reports.store.ts'

export interface Summaries {
  /** @throws AppError intake.unknown */
  of(intakeId: string, live: Live | undefined): z.infer<typeof IntakeSummary>
  /** Tells the page how far it is, a few times a second at most. */
  tell(live: Live): void
}

const TELL_EVERY_MS = 150

export function createSummaries(parts: { intakes: IntakeStore; reports: Reports; signals: { send(signal: Signal): void }; clock: Clock }): Summaries {
  const { intakes, reports, signals, clock } = parts
  const told = new WeakMap<Live, number>()

  function seenUrls(intake: IntakeRecord): z.infer<typeof SeenUrl>[] {
    if (intake.itemId !== null || intake.state === 'cancelled') return []
    return reports.addressedItems(intake.reportId).flatMap(({ itemId, url, digest }) => {
      const earlierItemIds = reports.earlierUnderAddress(digest, intake.reportId)
      return earlierItemIds.length === 0 ? [] : [{ url, itemId, earlierItemIds }]
    })
  }

  return {
    of(intakeId, live) {
      const intake = intakes.intake(intakeId)
      if (intake === null) throw new AppError('intake.unknown')
      const { files, bytes, ...counts } = intakes.totals(intakeId)
      const progress =
        live === undefined
          ? { intakeId, reportId: intake.reportId, state: intake.state, files, bytes, totalBytes: bytes }
          : progressOf(live, intake.state, files)
      return { progress, reference: intake.reference, files: intakes.files(intakeId), seenUrls: seenUrls(intake), counts }
    },
    tell(live) {
      const now = clock.monotonic()
      const last = told.get(live)
      if (last !== undefined && now - last < TELL_EVERY_MS) return
      told.set(live, now)
      signals.send({ type: 'intake', intake: progressOf(live, 'receiving', intakes.totals(live.record.id).files) })
    },
  }
}
