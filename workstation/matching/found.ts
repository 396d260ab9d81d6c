import type { MatchRow } from './matching.store.ts'

/** A match that was found, before it has an id. */
export type Found = Omit<MatchRow, 'id' | 'foundAt'>
