import { create } from 'zustand'
import type { DecideInput, GiveSecondLookInput } from '../../contract/api.ts'
import type { Outcome, SecondLookVerdict } from '../../contract/words.ts'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { dropDraft } from './drafts.ts'
import { closeItem, holdDetail, openItem, useItem } from './item.ts'
import { loadToday } from './progress.ts'
import { queryOf, reload, useQueue } from './queue.ts'
import { coverNow } from './reveal.ts'

/** The quiet line that says what was just done. */
export type Notice =
  | { kind: 'decided'; outcome: Outcome; unseen: boolean }
  | { kind: 'withdrawn' }
  | { kind: 'second_look'; verdict: SecondLookVerdict }
  | { kind: 'undo_failed'; problem: Problem }

type DecidingStore = {
  busy: boolean
  /** What failed, with the item that it was about. */
  failed: { itemId: string; problem: Problem } | null
  notice: Notice | null
  /** Decisions of this person since they signed in, the last one last. */
  made: { decisionId: string; itemId: string }[]
}

const NONE: DecidingStore = { busy: false, failed: null, notice: null, made: [] }
export const useDeciding = create<DecidingStore>(() => NONE)

/** Covers, decides, and opens the next item. */
export async function decide(itemId: string, body: DecideInput): Promise<void> {
  await act(itemId, async () => {
    const { decision, nextItemId } = await call('decide', { id: itemId, body })
    useDeciding.setState(({ made }) => ({
      made: [...made, { decisionId: decision.id, itemId }],
      notice: { kind: 'decided', outcome: decision.outcome, unseen: body.closeUnseen === true },
    }))
    await goOn(itemId, nextItemId)
  })
}

export async function giveSecondLook(itemId: string, body: GiveSecondLookInput): Promise<void> {
  await act(itemId, async () => {
    await call('secondLook', { id: itemId, body })
    useDeciding.setState({ notice: { kind: 'second_look', verdict: body.verdict } })
    await goOn(itemId, null)
  })
}

/** Withdraws the last decision of this person and goes back to its item. */
export async function undo(): Promise<void> {
  const { made, busy } = useDeciding.getState()
  const { detail } = useItem.getState()
  const last = made.at(-1) ?? (detail?.may.withdraw != null ? { decisionId: detail.may.withdraw, itemId: detail.id } : undefined)
  if (last === undefined || busy) return
  await withdraw(last)
}

export async function withdraw(last: { decisionId: string; itemId: string }): Promise<void> {
  coverNow()
  useDeciding.setState({ busy: true })
  try {
    const detail = await call('withdraw', { id: last.decisionId })
    useDeciding.setState(({ made }) => ({
      made: made.filter(({ decisionId }) => decisionId !== last.decisionId),
      notice: { kind: 'withdrawn' },
    }))
    openItem(last.itemId)
    holdDetail(detail)
    void reload()
    void loadToday()
  } catch (thrown) {
    const problem = problemOf(thrown)
    useDeciding.setState(({ made }) => ({
      made: problem.code === 'unreachable' ? made : made.filter(({ decisionId }) => decisionId !== last.decisionId),
      notice: { kind: 'undo_failed', problem },
    }))
  } finally {
    useDeciding.setState({ busy: false })
  }
}

/** What failed before a lock or a lost connection says nothing of what comes after. */
export function forgetFailure(): void {
  useDeciding.setState({ failed: null })
}

export function forgetDeciding(): void {
  useDeciding.setState(NONE)
}

async function act(itemId: string, deed: () => Promise<void>): Promise<void> {
  if (useDeciding.getState().busy) return
  coverNow()
  useDeciding.setState({ busy: true, failed: null })
  try {
    await deed()
  } catch (thrown) {
    useDeciding.setState({ failed: { itemId, problem: problemOf(thrown) } })
  } finally {
    useDeciding.setState({ busy: false })
  }
}

/** Opens the next item of what the person is looking at. The decision stands, whether or not there is a next one to be had. */
async function goOn(itemId: string, coreNext: string | null): Promise<void> {
  dropDraft(itemId)
  const next = await nextAfter(itemId, coreNext)
  if (useItem.getState().itemId === itemId) {
    if (next === null || next === itemId) closeItem()
    else openItem(next)
  }
  void reload()
  void loadToday()
}

/** The core's own next in the plain queue, else the next of the view; null, too, when it could not be asked. */
async function nextAfter(itemId: string, coreNext: string | null): Promise<string | null> {
  const { view, filters } = useQueue.getState()
  const plain = view === 'waiting' && Object.values(filters).every((value) => value === undefined || value === '')
  if (plain && coreNext !== null) return coreNext
  try {
    return (await call('next', { query: { ...queryOf(), after: itemId } })).itemId
  } catch (thrown) {
    problemOf(thrown)
    return null
  }
}
