import type { Because } from '../../contract/match.ts'
import type { Store } from '../store/store.ts'
import type { Leaning, MatchStore } from './matching.store.ts'

export interface ForgettingParts {
  store: Store
  matches: MatchStore
  onMatched(sha256: string, because: Because): void
}

/** Removes matches whose entries count no more, a slice at a step, and tells what leaned on them. */
export interface Forgetting {
  list(listId: string, listName: string): Generator<void>
  /** The list's entries changed: matches whose entry is gone go, and what leans on the others is told. */
  revisit(listId: string, entry: ReadEntry, listName: string): Generator<void>
  /** @param nameOf null of a list that does not count: its matches are another's to remove */
  expired(entry: ReadEntry, nameOf: (listId: string) => string | null): Generator<void>
}

type ReadEntry = (listId: string, entryId: number) => unknown

const PAGE = 100
const AT_ONCE = 8
const FIRST: Leaning = { sha256: '', id: '', listId: '', entryId: 0 }

export function forgetMatches({ store, matches, onMatched }: ForgettingParts): Forgetting {
  function* settle(some: readonly Leaning[], goes: (it: Leaning) => boolean, because: Because): Generator<void> {
    for (let at = 0; at < some.length; at += AT_ONCE) {
      const slice = some.slice(at, at + AT_ONCE)
      store.transaction(() => {
        for (const it of slice) if (goes(it)) matches.remove(it.id)
        for (const sha256 of new Set(slice.map(it => it.sha256))) onMatched(sha256, because)
      })
      yield
    }
  }

  function* ofList(listId: string, goes: (it: Leaning) => boolean, because: Because): Generator<void> {
    for (let after: Leaning | undefined = FIRST; after !== undefined; ) {
      const page: Leaning[] = matches.pageOfList(listId, after, PAGE)
      yield* settle(page, goes, because)
      after = page.at(-1)
    }
  }

  return {
    list: (listId, listName) => ofList(listId, () => true, { because: 'list_gone', listName }),
    revisit: (listId, entry, listName) => ofList(listId, it => entry(listId, it.entryId) === null, { because: 'list', listName }),
    *expired(entry, nameOf) {
      for (let after: Leaning | undefined = FIRST; after !== undefined; ) {
        const page: Leaning[] = matches.page(after.id, PAGE)
        after = page.at(-1)
        for (const it of page) {
          const listName = nameOf(it.listId)
          if (listName !== null && entry(it.listId, it.entryId) === null) yield* settle([it], () => true, { because: 'expired', listName })
          yield
        }
      }
    },
  }
}
