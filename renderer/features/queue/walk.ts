import { openItem, useItem } from '../../state/item.ts'
import { indexOf, rowAt, useQueue } from '../../state/queue.ts'

/** A pause this long counts as stopping at an item; keys held down walk past without opening. */
const STOP_MS = 140

/** Goes one row down or up from the item that is open; from nothing, to the first row. */
export function step(by: 1 | -1): void {
  const { total } = useQueue.getState()
  if (total === 0) return
  const at = indexOf(useItem.getState().itemId)
  const row = rowAt(at < 0 ? 0 : Math.min(total - 1, Math.max(0, at + by)))
  if (row !== undefined) openItem(row.id, STOP_MS)
}
