import { bytesOfHex, createHashIndex } from '../../native/index.ts'
import type { HashIndex } from '../../native/index.ts'
import { Symmetry } from '../../contract/words.ts'
import type { FingerprintReader, Fingerprints } from './fingerprints.store.ts'
import { LOOK_ALIKES_KEPT, MAX_DISTANCE, MIN_QUALITY, Nearest } from './nearness.ts'
import { answers, isSymmetry, queriesOf } from './queries.ts'
import type { Sought } from './queries.ts'

/** This workstation's own pictures, in memory, for finding look-alikes. */
export interface OwnPictures {
  /** Reads those that are here. */
  load(): Generator<void>
  /** One that is there already stays as it is; what is no picture, or too poor, is none of them. */
  add(media: readonly Fingerprints[]): void
  /** Of each media: pictures that look like it in one of the eight symmetries, nearest first; itself not among them. */
  lookAlikes(media: readonly Sought[]): Promise<Map<string, LookAlike[]>>
  close(): void
}

export interface LookAlike {
  other: string
  distance: number
  transform: Symmetry
}

const PAGE = 500

export function createOwnPictures(reader: Pick<FingerprintReader, 'pictures'>): OwnPictures {
  const index: HashIndex = createHashIndex()
  const names: string[] = []
  const known = new Set<string>()

  function addAll(pictures: readonly { sha256: string; pdq: string }[]): void {
    const fresh = pictures.filter(it => !known.has(it.sha256))
    if (fresh.length === 0) return
    const ids = Uint32Array.from(fresh, ({ sha256 }) => {
      known.add(sha256)
      return names.push(sha256) - 1
    })
    index.add(new Uint8Array(Buffer.concat(fresh.map(it => bytesOfHex(it.pdq)))), ids)
  }

  return {
    *load() {
      for (let after = ''; ; ) {
        const page = reader.pictures(after, MIN_QUALITY, PAGE)
        addAll(page)
        const last = page.at(-1)
        if (last === undefined) return
        after = last.sha256
        yield
      }
    },
    add: media => addAll(media.flatMap(({ sha256, kind, pdq, quality }) => (kind === 'image' && pdq !== null && (quality ?? 0) >= MIN_QUALITY ? [{ sha256, pdq }] : []))),
    async lookAlikes(media) {
      const pictures = media.filter(it => it.prints.kind === 'image')
      const nearest = new Map(pictures.map(it => [it.prints.sha256, new Nearest<string, LookAlike & { certainty: 'match' }>()]))
      const queries = queriesOf(pictures, isSymmetry)
      for (const { query, id, distance } of answers(queries, await index.queryBatch(queries.hashes, MAX_DISTANCE))) {
        const other = names[id]
        if (other === undefined || other === query.sha256) continue
        nearest.get(query.sha256)?.put(other, { other, distance, transform: Symmetry.parse(query.view), certainty: 'match' })
      }
      const bare = ({ other, distance, transform }: LookAlike): LookAlike => ({ other, distance, transform })
      return new Map([...nearest].map(([sha256, them]) => [sha256, them.best(LOOK_ALIKES_KEPT).map(([, it]) => bare(it))]))
    },
    close: () => index.dispose(),
  }
}
