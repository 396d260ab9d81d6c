import { z } from 'zod'

/** The field's words (see "Words" in the plan): one enumeration each, used by every part. */

export const Role = z.enum(['analyst', 'supervisor', 'administrator'])
export type Role = z.infer<typeof Role>

export const Locale = z.enum(['fr', 'en'])
export type Locale = z.infer<typeof Locale>

export const ReportSource = z.enum([
  'public_form',
  'browser_extension',
  'mobile_app',
  'telephone',
  'professional_platform',
  'partner_hotline',
  'authorities',
  'self_generated',
])
export type ReportSource = z.infer<typeof ReportSource>

/** What a media is after sniffing. `other` is sealed and kept, but nothing of it is shown. */
export const MediaKind = z.enum(['image', 'video', 'other'])
export type MediaKind = z.infer<typeof MediaKind>

/** pending: sealed, not analysed yet. failed: stays in the queue, marked, with its reason (law 7). */
export const MediaState = z.enum(['pending', 'analysing', 'ready', 'failed'])
export type MediaState = z.infer<typeof MediaState>

export const ItemState = z.enum(['waiting', 'returned', 'second_look', 'decided', 'final'])
export type ItemState = z.infer<typeof ItemState>

export const Outcome = z.enum(['illegal', 'not_illegal', 'not_ours', 'gone', 'second_look'])
export type Outcome = z.infer<typeof Outcome>

/** On which basis an item was decided; the audit log knows this and nothing finer (law 6). */
export const DecisionBasis = z.enum(['exact_match', 'viewed', 'facts_only'])
export type DecisionBasis = z.infer<typeof DecisionBasis>

export const SecondLookVerdict = z.enum(['confirm', 'amend', 'return'])
export type SecondLookVerdict = z.infer<typeof SecondLookVerdict>

/** The rungs of the ladder that this version serves. `facts` and `covered` need no grant. */
export const Rung = z.enum(['facts', 'covered', 'full', 'play'])
export type Rung = z.infer<typeof Rung>

export const Trust = z.enum(['verified', 'unverified'])
export type Trust = z.infer<typeof Trust>

/** How a fingerprint was made. What is not computed here is kept as its source writes it, and matched where an item brings such a value. */
export const Algorithm = z.enum([
  'md5', 'sha1', 'sha256', 'sha512', 'pdq', 'vpdq', 'photodna', 'netclean', 'videntifier', 'tmk_pdqf', 'ssvh_pdna', 'ssvh_safer',
])
export type Algorithm = z.infer<typeof Algorithm>

/** imported: from a file. own: our own list, by people's acts. watch: what is looked for during an event; it says nothing of the law. */
export const ListKind = z.enum(['imported', 'own', 'watch'])
export type ListKind = z.infer<typeof ListKind>

/** Formats in which a hash list can come. */
export const ListFormat = z.enum([
  'csv', 'ndjson', 'threatexchange_csv', 'threatexchange_text', 'vics', 'ncmec_xml', 'stopncii', 'tech_against_terrorism', 'vpdq_text',
])
export type ListFormat = z.infer<typeof ListFormat>

export const MatchKind = z.enum(['exact', 'similar'])
export type MatchKind = z.infer<typeof MatchKind>

/** possible: a likeness too weak to be called a match; it is told as possible and proposes no qualification. */
export const Certainty = z.enum(['match', 'possible'])
export type Certainty = z.infer<typeof Certainty>

/**
 * The eight symmetries of a picture, in the order in which symmetries are always listed.
 * `rotate90` turns clockwise; `mirror` swaps left and right; `flip` swaps top and bottom.
 */
export const SYMMETRIES = [
  'original',
  'rotate90',
  'rotate180',
  'rotate270',
  'mirror',
  'flip',
  'transpose',
  'transverse',
] as const
export const Symmetry = z.enum(SYMMETRIES)
export type Symmetry = z.infer<typeof Symmetry>

/** Identifiers are UUIDv7 in lower case. */
export const Id = z.uuid()
export type Id = string
/** ISO 8601, UTC, with milliseconds. */
export const Time = z.iso.datetime()
export type Time = string
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const Hex = z.string().regex(/^[0-9a-f]*$/)
/** PDQ: 64 hex digits, highest 16-bit word first. */
export const PdqHex = Sha256
