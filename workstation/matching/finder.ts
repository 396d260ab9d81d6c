import type { Policy } from '../../contract/policy.ts'
import type { HashIndex } from '../../native/index.ts'
import type { Background } from '../background/background.ts'
import { findExact } from './exact.ts'
import type { FingerprintReader } from './fingerprints.store.ts'
import type { Found } from './found.ts'
import type { ListSource } from '../hashlists/all-lists.ts'
import { lookFor } from './look-for.ts'
import type { Sought } from './queries.ts'
import { similarMatches } from './similar.ts'

export interface FinderParts {
  reader: FingerprintReader
  lists: ListSource
  background: Background
  policy: Pick<Policy, 'video'>
}

/** Finds the matches of media; it writes none. */
export interface Finder {
  /** What is to be looked for of these media; one that is not known here is left out. */
  sought(sha256s: readonly string[]): Promise<Sought[]>
  exact(sought: Sought): Found[]
  /** Their matches with the entries of a list that an index holds. */
  similar(media: readonly Sought[], target: Target): Promise<Found[]>
}

/** Entries of a list, all or some. */
export interface Target {
  listId: string
  index: Pick<HashIndex, 'queryBatch'>
}

export function createFinder({ reader, lists, background, policy }: FinderParts): Finder {
  return {
    async sought(sha256s) {
      const all: Sought[] = []
      await background.run(each(sha256s, sha256 => {
        const prints = reader.ofMedia(sha256)
        if (prints !== null) all.push({ prints, frames: prints.kind === 'video' ? reader.frames(sha256) : [] })
      }), 'urgent')
      return all
    },
    exact: ({ prints }) => findExact(prints, reader.foreign(prints.sha256), lists.exactEntries),
    async similar(media, { listId, index }) {
      const each = await lookFor(media, index)
      const found: Found[] = []
      await background.run((function* () {
        for (const [sought, met] of each) {
          found.push(...(yield* similarMatches(sought, listId, met, lists, policy.video)))
          yield
        }
      })(), 'urgent')
      return found
    },
  }
}

function* each<T>(all: readonly T[], act: (one: T) => void): Generator<void> {
  for (const one of all) {
    act(one)
    yield
  }
}
