import { create } from 'zustand'
import type { AddWatchInput, AlertPage } from '../../contract/api.ts'
import type { Watch } from '../../contract/watch.ts'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { holdDetail } from './item.ts'
import { closeDialog } from './page.ts'

type WatchesStore = {
  /** Alerts that nobody acknowledged, as the header shows. */
  unseen: number
  alerts: AlertPage | null
  watches: Watch[] | null
  problem: Problem | null
}

const NONE: WatchesStore = { unseen: 0, alerts: null, watches: null, problem: null }
export const useWatches = create<WatchesStore>(() => NONE)

/** How many are unseen is always known; the rest only where it is looked at. */
export async function loadUnseen(): Promise<void> {
  try {
    useWatches.setState({ unseen: (await call('alerts')).unseen })
  } catch (thrown) {
    problemOf(thrown)
  }
}

export async function loadWatches(): Promise<void> {
  try {
    const [alerts, { watches }] = await Promise.all([call('alerts'), call('watches')])
    useWatches.setState({ alerts, watches, unseen: alerts.unseen, problem: null })
  } catch (thrown) {
    useWatches.setState({ problem: problemOf(thrown) })
  }
}

export async function reloadWatches(): Promise<void> {
  if (useWatches.getState().alerts !== null) await loadWatches()
}

export function holdUnseen(unseen: number): void {
  useWatches.setState({ unseen })
}

export async function acknowledgeAlert(id: string): Promise<void> {
  await call('acknowledgeAlert', { id })
  await loadWatches()
}

export async function endWatch(id: string): Promise<void> {
  await call('endWatch', { id })
  await loadWatches()
}

/** Throws what the core refuses: the dialog says it. */
export async function addWatch(body: AddWatchInput): Promise<void> {
  await call('addWatch', { body })
  closeDialog()
  await reloadWatches()
}

/** The item's media enter our own list, or leave it. Throws what the core refuses. */
export async function keepInOwnList(itemId: string, keep: boolean): Promise<void> {
  holdDetail(await call(keep ? 'addToOwnList' : 'removeFromOwnList', { id: itemId }))
}

export function forgetWatches(): void {
  useWatches.setState(NONE)
}
