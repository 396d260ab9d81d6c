import { create } from 'zustand'
import type { ItemDetail } from '../../contract/api.ts'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { forgetReveal } from './reveal.ts'

export type StageRung = 'facts' | 'covered'
type ItemStore = {
  itemId: string | null
  detail: ItemDetail | null
  problem: Problem | null
  /** Which of the item's media the stage shows. */
  mediaIndex: number
  /** What the stage shows when nothing is revealed. */
  rung: StageRung
}

const NONE: ItemStore = { itemId: null, detail: null, problem: null, mediaIndex: 0, rung: 'covered' }
export const useItem = create<ItemStore>(() => NONE)

let waiting: ReturnType<typeof setTimeout> | undefined

/**
 * Opens an item. Opening is written in the audit log, so walking through the queue by keys opens only where one stops:
 * `afterMs` is the pause that counts as stopping.
 */
export function openItem(itemId: string, afterMs = 0): void {
  clearTimeout(waiting)
  if (useItem.getState().itemId === itemId && useItem.getState().detail !== null) return
  forgetReveal()
  useItem.setState({ ...NONE, itemId })
  if (afterMs === 0) void loadItem()
  else waiting = setTimeout(() => void loadItem(), afterMs)
}

/** Reads the item that is open anew, leaving on screen what is there until the answer comes. */
export async function loadItem(): Promise<void> {
  const { itemId } = useItem.getState()
  if (itemId === null) return
  try {
    holdDetail(await call('item', { id: itemId }))
  } catch (thrown) {
    if (useItem.getState().itemId === itemId) useItem.setState({ problem: problemOf(thrown) })
  }
}

/** Takes an answer that holds the item; one of another item, come late, is dropped. */
export function holdDetail(detail: ItemDetail): void {
  const before = useItem.getState()
  if (before.itemId !== detail.id) return
  const first = before.detail === null
  useItem.setState({
    detail,
    problem: null,
    mediaIndex: Math.min(before.mediaIndex, Math.max(0, detail.media.length - 1)),
    // A second look opens on the lowest rung, and so does what can be closed without any pixel drawn.
    rung: first ? (detail.may.secondLook || detail.may.closeUnseen ? 'facts' : 'covered') : before.rung,
  })
}

export function showMedia(index: number): void {
  const { detail, mediaIndex } = useItem.getState()
  if (detail === null || index === mediaIndex || index < 0 || index >= detail.media.length) return
  forgetReveal()
  useItem.setState({ mediaIndex: index })
}

export function stand(rung: StageRung): void {
  forgetReveal()
  useItem.setState({ rung })
}

/** Nothing is open. */
export function closeItem(): void {
  clearTimeout(waiting)
  forgetReveal()
  useItem.setState(NONE)
}

/** The person locked: what was known of the item goes, which one it was stays. */
export function forgetItemDetail(): void {
  clearTimeout(waiting)
  forgetReveal()
  useItem.setState({ ...NONE, itemId: useItem.getState().itemId })
}
