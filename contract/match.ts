import { z } from 'zod'
import { ViewId } from './views.ts'
import { Algorithm, Certainty, Id, ListFormat, ListKind, MatchKind, Time, Trust } from './words.ts'

/** What a video has of an entry, by its frames. */
export const VideoMatch = z.object({
  /** Share of the video's frames that the entry knows, percent. */
  queryPercent: z.number().min(0).max(100),
  /** Share of the entry's frames that the video has, percent; null where the entry is one picture. */
  entryPercent: z.number().min(0).max(100).nullable(),
  /** Where in the video: from, to, in seconds, rising, apart. */
  seconds: z.array(z.tuple([z.number().min(0), z.number().min(0)])),
  /** Both shares reach the policy's: it is the entry's video. Else these are seconds that it has in common, and no verdict. */
  same: z.boolean(),
})
export type VideoMatch = z.infer<typeof VideoMatch>

/** A media against a list's entry; it explains itself (law 5). */
export const Match = z.object({
  id: Id,
  kind: MatchKind,
  certainty: Certainty,
  algorithm: Algorithm,
  list: z.object({ id: Id, name: z.string(), trust: Trust, kind: ListKind }),
  entry: z.object({
    /** Names it inside its list. */
    id: z.int(),
    classification: z.string(),
    sourceReference: z.string(),
    /** What the list's meaning maps the classification to; null where it maps to nothing. */
    infraction: z.string().nullable(),
  }),
  /** Bits of Hamming distance, 0 … 31; 0 for an exact match. */
  distance: z.int(),
  /** PDQ quality of the view or frame that was found, 0 … 100; null for an exact match. */
  quality: z.int().nullable(),
  /** Which view of the media was near which view of the entry; both null for an exact match. */
  view: ViewId.nullable(),
  entryView: ViewId.nullable(),
  /** Seconds into the video of the matched frame; null for whole files and pictures. */
  frameSeconds: z.number().nullable(),
  /** Null for whole files and pictures. */
  video: VideoMatch.nullable(),
  foundAt: Time,
})
export type Match = z.infer<typeof Match>

/**
 * What the matches propose. `close_unseen` only from an exact cryptographic match on a verified list (law 5);
 * `review` proposes a qualification that a person looks at; `none` proposes nothing.
 */
export const Prequalification = z.object({
  kind: z.enum(['close_unseen', 'review', 'none']),
  outcome: z.enum(['illegal', 'not_illegal']).nullable(),
  infraction: z.string().nullable(),
  /** The match that carries the proposal. */
  matchId: Id.nullable(),
  /** The rule of the written policy that spoke, by its id. */
  rule: z.string(),
  policyVersion: z.string(),
})
export type Prequalification = z.infer<typeof Prequalification>

/** What the list's source allows. */
export const ListTerms = z.object({
  /** From then on no entry of it counts; null: no end. */
  expiresAt: Time.nullable(),
  /** Whether it may be exported to others. */
  mayShare: z.boolean(),
})
export type ListTerms = z.infer<typeof ListTerms>

export const ListProgress = z.object({
  /** sending: the file comes up. reading: row by row. indexing: all was read, its entries are put in order. */
  phase: z.enum(['sending', 'reading', 'indexing']),
  /** Of the file, in this phase. */
  bytes: z.int(),
  totalBytes: z.int(),
  /** Rows that were read and are entries; 0 while the file comes up. */
  rows: z.int(),
})
export type ListProgress = z.infer<typeof ListProgress>

/** What matching does with a list's entries. */
export const ListMatching = z.object({
  /** Media on this workstation that match it. */
  matched: z.int(),
  /** The index of its perceptual hashes; `because`: why it is not there, or why it had to be built anew, as a code. Null of a list that does not count. */
  index: z.object({ state: z.enum(['loading', 'ready', 'failed']), because: z.string().nullable() }).nullable(),
  /** How far the media here are matched with what came new into it; null when that is done. */
  rematch: z.object({ looked: z.int(), total: z.int() }).nullable(),
})
export type ListMatching = z.infer<typeof ListMatching>

/** Why an item's verdict changed without anybody's doing: a list came or changed, went, or an entry of it expired. */
export const Moved = z.object({ because: z.enum(['list', 'list_gone', 'expired']), listName: z.string(), at: Time })
export type Moved = z.infer<typeof Moved>
export type Because = Omit<Moved, 'at'>

export const HashList = ListMatching.extend({
  id: Id,
  name: z.string(),
  origin: z.string(),
  trust: Trust,
  /** classification → infraction id of the taxonomy. */
  meaning: z.record(z.string(), z.string()),
  format: ListFormat,
  terms: ListTerms,
  /** Tells one version of the source's file from another. */
  version: z.string(),
  importedAt: Time,
  entries: z.int(),
  /** Entries by algorithm. */
  counts: z.partialRecord(Algorithm, z.int()),
  /** Rows that only said again what a row before them said. */
  repeated: z.int(),
  rejected: z.int(),
  state: z.enum(['importing', 'ready', 'failed', 'cancelled']),
  /** Of an import under way; a ready list stays in use while a file is imported into it. */
  progress: ListProgress.nullable(),
  /** Why the last import into it came to nothing. */
  failure: z.string().nullable(),
})
export type HashList = z.infer<typeof HashList>

/** A list that people's acts write: our own, and one for each watch that is not over. */
export const WrittenList = ListMatching.extend({
  id: Id,
  kind: ListKind.exclude(['imported']),
  name: z.string(),
  trust: Trust,
  entries: z.int(),
  /** Entries by algorithm. */
  counts: z.partialRecord(Algorithm, z.int()),
})
export type WrittenList = z.infer<typeof WrittenList>

/** What goes with a list that is removed. */
export const ListLosses = z.object({
  /** Media here that match it. */
  matched: z.int(),
  /** Items still open to a decision whose proposal rests on one of its matches. */
  proposals: z.int(),
})
export type ListLosses = z.infer<typeof ListLosses>

export const ListRejection = z.object({ line: z.int(), code: z.string(), excerpt: z.string() })
export type ListRejection = z.infer<typeof ListRejection>
