import type { Background } from '../background/background.ts'
import type { Store } from '../store/store.ts'
import type { HashListStore, ListRow } from './hashlists.store.ts'
import type { ListFiles } from './list-files.ts'

/** Rows of one slice. */
const ROWS = 500
/** Stands in `failure` of a list whose removal began; it is not shown any more. */
const REMOVING = 'removing'

export interface ListRemoval {
  isUnderWay(list: ListRow): boolean
  /** The list stops counting at once; its matches, rows and file go after. Goes on at the next opening if it was stopped. */
  remove(list: ListRow): Promise<void>
}

export function createListRemoval(parts: {
  store: Store
  lists: HashListStore
  files: ListFiles
  background: Background
  onListGone(listId: string, listName: string): Iterator<void>
}): ListRemoval {
  const { store, lists, files, background } = parts

  function* allGone({ id, name }: ListRow): Generator<void> {
    const matches = parts.onListGone(id, name)
    while (matches.next().done !== true) yield
    while (store.transaction(() => lists.removeSomeRejections(id, ROWS)) > 0) yield
    store.transaction(() => lists.remove(id))
  }

  return {
    isUnderWay: list => list.state === 'cancelled' && list.failure === REMOVING,
    async remove(list) {
      const { id, revision } = list
      store.transaction(() => lists.setState(id, 'cancelled', REMOVING))
      if (revision !== null) await files.remove({ id, revision })
      await background.run(allGone(list))
    },
  }
}
