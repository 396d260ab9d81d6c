import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore, ListRow } from './hashlists.store.ts'

/** Rows of one slice. */
const ROWS = 500
/** Stands in `failure` of a list whose removal began; it is not shown any more. */
const REMOVING = 'removing'

export interface ListRemoval {
  isUnderWay(list: ListRow): boolean
  /** Entries go, the row stays with its failure and what was set aside. */
  emptyOut(id: string): Promise<void>
  /** The list stops counting at once; its matches, entries and row go in slices. Goes on at the next opening if it was stopped. */
  remove(id: string): Promise<void>
}

export function createListRemoval(parts: {
  store: Store
  lists: HashListStore
  background: Background
  onListGone(listId: string): Iterator<void>
}): ListRemoval {
  const { store, lists, background } = parts

  function* entriesGone(id: string): Generator<void> {
    while (store.transaction(() => lists.removeSomeEntries(id, ROWS)) > 0) yield
    store.transaction(() => lists.setNoEntries(id))
  }

  function* allGone(id: string): Generator<void> {
    const matches = parts.onListGone(id)
    while (matches.next().done !== true) yield
    yield* entriesGone(id)
    while (store.transaction(() => lists.removeSomeRejections(id, ROWS)) > 0) yield
    store.transaction(() => lists.remove(id))
  }

  return {
    isUnderWay: list => list.state === 'cancelled' && list.failure === REMOVING,
    emptyOut: id => background.run(entriesGone(id)),
    async remove(id) {
      store.transaction(() => lists.setState(id, 'cancelled', REMOVING))
      await background.run(allGone(id))
    },
  }
}
