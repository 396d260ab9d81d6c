import { z } from 'zod'
import { PdqHex, SYMMETRIES } from './words.ts'
import type { Symmetry } from './words.ts'

/**
 * Views of a picture: what is hashed of it beside the picture as it is, so that it is found again turned, framed, negated, tilted
 * or cut. A `query` view is looked for; an `entry` view is what our own list keeps of a picture. Chosen by tests/bench/recall.ts.
 */

/** Borders cut off: once on each side; twice; while there are any; past captions that lie in them. */
const TRIMS = ['trim', 'trim-twice', 'trim-repeated', 'trim-captions'] as const
/** The middle that is left when so many hundredths of each side are gone. */
const CROPS = ['crop-3', 'crop-6', 'crop-9', 'crop-12', 'crop-15', 'crop-18'] as const
/** Turned clockwise by so many degrees. */
const TILTS = ['tilt-5', 'tilt-4', 'tilt-3', 'tilt-2', 'tilt-1', 'tilt+1', 'tilt+2', 'tilt+3', 'tilt+4', 'tilt+5'] as const

type Trim = (typeof TRIMS)[number]
type Tilt = (typeof TILTS)[number]
export type ViewId = Symmetry | 'negative' | Trim | `${Trim}/${Exclude<Symmetry, 'original'>}` | (typeof CROPS)[number] | Tilt | `${Tilt}/grown`

export const ViewClass = z.enum(['plain', 'symmetry', 'trim', 'negative', 'crop', 'tilt'])
export type ViewClass = z.infer<typeof ViewClass>

export type ViewKind = { readonly id: ViewId; readonly class: ViewClass; readonly query: boolean; readonly entry: boolean }

const trimmed = (trim: Trim, symmetry: Symmetry): ViewId => (symmetry === 'original' ? trim : `${trim}/${symmetry}`)
const looked = (id: ViewId): ViewKind => ({ id, class: 'tilt', query: true, entry: false })

/** A view's place is its number, in the database and in native code: views are only ever added at the end. */
export const VIEWS: readonly ViewKind[] = [
  ...SYMMETRIES.map((id): ViewKind => ({ id, class: id === 'original' ? 'plain' : 'symmetry', query: true, entry: id === 'original' })),
  { id: 'negative', class: 'negative', query: true, entry: false },
  ...TRIMS.flatMap(trim => SYMMETRIES.map((it): ViewKind => ({ id: trimmed(trim, it), class: 'trim', query: true, entry: it === 'original' }))),
  ...CROPS.map((id): ViewKind => ({ id, class: 'crop', query: false, entry: true })),
  ...TILTS.map(looked),
  // A turn that made the canvas grow is undone, and with it what it grew by.
  ...TILTS.map(tilt => looked(`${tilt}/grown`)),
]

export const ViewId = z.enum(VIEWS.map(({ id }) => id) as [ViewId, ...ViewId[]])

/** One view of a picture: 256 bits and their quality, each view with its own. */
export const View = z.object({ view: ViewId, pdq: PdqHex, quality: z.int().min(0).max(100) })
export type View = z.infer<typeof View>

const BY_ID = Object.fromEntries(VIEWS.map((kind, number) => [kind.id, { kind, number }])) as Record<ViewId, { kind: ViewKind; number: number }>

/** The place of a view in `VIEWS`. */
export function numberOfView(id: ViewId): number {
  return BY_ID[id].number
}

export function kindOfView(id: ViewId): ViewKind {
  return BY_ID[id].kind
}
