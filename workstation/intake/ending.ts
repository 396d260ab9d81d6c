import type { z } from 'zod'
import type { IntakeSummary } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Cancelling } from './cancelling.ts'
import type { IntakeRecord, IntakeStore } from './intake.store.ts'
import { settle, type Live } from './live.ts'
import type { TakingIn } from './taking-in.ts'
import type { Uploads } from './uploads.ts'

type Summary = z.infer<typeof IntakeSummary>

export interface EndingParts {
  intakes: IntakeStore
  uploads: Uploads
  takingIn: TakingIn
  cancelling: Cancelling
  /** It is under way no more. */
  onOver(live: Live): Summary
}

/** The ways in which an intake ends. While one does, no file comes in; one that failed may be asked again. */
export interface Ending {
  /** @throws AppError intake.nothing, disk.full */
  finish(live: Live): Promise<Summary>
  cancel(live: Live): Promise<Summary>
  /** Nobody sends any more: what came is taken in as it is, what never came whole is told as refused; of nothing, nothing is left. */
  leave(live: Live): Promise<void>
  /** The same for those that a stop left open, and removals that it cut short go on. */
  resume(): Promise<void>
  /** Ends what is under way where it is; `resume` goes on from there. */
  close(): Promise<void>
}

export function createEnding({ intakes, uploads, takingIn, cancelling, onOver }: EndingParts): Ending {
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  async function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  async function end(live: Live, work: () => Promise<void>): Promise<Summary> {
    live.closing = true
    try {
      await settle(live)
      await work()
      closing.signal.throwIfAborted()
      return onOver(live)
    } catch (error) {
      live.closing = false
      throw error
    }
  }

  async function takeAsItIs(intake: IntakeRecord, cancelled: boolean): Promise<void> {
    if (!cancelled && takingIn.hasAnything(intake)) await takingIn.finish(intake, closing.signal)
    else await cancelling.cancel(intake)
  }

  async function leave(live: Live): Promise<void> {
    try {
      await end(live, async () => {
        await uploads.giveUp(live)
        await takeAsItIs(live.record, live.abort.signal.aborted)
      })
    } catch (error) {
      if (!closing.signal.aborted) throw error
    }
  }

  async function resume(): Promise<void> {
    for (const intake of intakes.unfinished()) {
      if (closing.signal.aborted) return
      await takeAsItIs(intake, intake.state === 'cancelled')
    }
  }

  return {
    finish: (live) =>
      tracked(
        end(live, async () => {
          await uploads.giveUp(live)
          if (!takingIn.hasAnything(live.record)) throw new AppError('intake.nothing')
          await takingIn.finish(live.record, closing.signal)
        }),
      ),
    cancel(live) {
      live.abort.abort()
      return tracked(
        end(live, async () => {
          await uploads.drop(live)
          await cancelling.cancel(live.record)
        }),
      )
    },
    leave: (live) => tracked(leave(live)),
    resume: () => tracked(resume()),
    async close() {
      closing.abort(new AppError('session.locked'))
      await Promise.allSettled(underWay)
    },
  }
}
