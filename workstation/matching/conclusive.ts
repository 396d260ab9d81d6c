import type { Match } from '../../contract/match.ts'
import type { Algorithm } from '../../contract/words.ts'

/** Algorithms whose equality says that the bytes are the same; a perceptual hash never does. */
export const CRYPTOGRAPHIC: readonly Algorithm[] = ['md5', 'sha1', 'sha256']

/** Law 5: only such a match may ever propose that an item is closed unseen. */
export function isConclusive(match: Pick<Match, 'kind' | 'algorithm' | 'list'>): boolean {
  return match.kind === 'exact' && CRYPTOGRAPHIC.includes(match.algorithm) && match.list.trust === 'verified'
}
