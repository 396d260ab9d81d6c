/**
 * Every key of the page, in one table: what a key does, the help page and the tests all read it.
 * Digits go by place (`code`), so that they work on AZERTY, where they need Shift otherwise; letters go by what is
 * printed on them (`key`).
 */
export const CONTEXTS = ['global', 'queue', 'stage', 'qualification', 'second_look'] as const
export type Context = (typeof CONTEXTS)[number]

export type Stroke = { key?: string; codes?: readonly string[]; mod?: boolean }
export type Binding = {
  context: Context
  strokes: readonly Stroke[]
  /** What the help page and the buttons show; `Mod` reads Ctrl or ⌘, words in braces are translated. */
  shown: string
  /** A letter, digit or sign alone: the person may switch these off. */
  character?: boolean
  /** Also while a field has the focus, or a dialog is open. */
  everywhere?: boolean
}

const digit = (number: number): readonly Stroke[] => [{ codes: [`Digit${number}`, `Numpad${number}`] }]

export const BINDINGS = {
  lock: { context: 'global', strokes: [{ key: 'l', mod: true }], shown: 'Mod L', everywhere: true },
  help: { context: 'global', strokes: [{ key: '?' }], shown: '?', character: true },
  undo: { context: 'global', strokes: [{ key: 'z' }], shown: 'Z', character: true },
  intake: { context: 'global', strokes: [{ key: 'n' }], shown: 'N', character: true },
  alerts: { context: 'global', strokes: [{ key: 'a' }], shown: 'A', character: true },
  next: { context: 'queue', strokes: [{ key: 'j' }], shown: 'J', character: true },
  previous: { context: 'queue', strokes: [{ key: 'k' }], shown: 'K', character: true },
  nextArrow: { context: 'queue', strokes: [{ key: 'ArrowDown' }], shown: '↓' },
  previousArrow: { context: 'queue', strokes: [{ key: 'ArrowUp' }], shown: '↑' },
  search: { context: 'queue', strokes: [{ key: '/' }], shown: '/', character: true },
  hold: { context: 'stage', strokes: [{ key: ' ' }], shown: '{space}' },
  toggle: { context: 'stage', strokes: [{ key: 't' }], shown: 'T', character: true },
  facts: { context: 'stage', strokes: [{ key: 'f' }], shown: 'F', character: true },
  cover: { context: 'stage', strokes: [{ key: 'Escape' }], shown: '{escape}' },
  watch: { context: 'stage', strokes: [{ key: 'w' }], shown: 'W', character: true },
  mediaBefore: { context: 'stage', strokes: [{ key: 'ArrowLeft' }], shown: '←' },
  mediaAfter: { context: 'stage', strokes: [{ key: 'ArrowRight' }], shown: '→' },
  illegal: { context: 'qualification', strokes: digit(1), shown: '1', character: true },
  not_illegal: { context: 'qualification', strokes: digit(2), shown: '2', character: true },
  not_ours: { context: 'qualification', strokes: digit(3), shown: '3', character: true },
  gone: { context: 'qualification', strokes: digit(4), shown: '4', character: true },
  second_look: { context: 'qualification', strokes: digit(5), shown: '5', character: true },
  infraction: { context: 'qualification', strokes: [{ key: 'i' }], shown: 'I', character: true },
  labels: { context: 'qualification', strokes: [{ key: 'l' }], shown: 'L', character: true },
  reason: { context: 'qualification', strokes: [{ key: 'm' }], shown: 'M', character: true },
  closeUnseen: { context: 'qualification', strokes: [{ key: 'c' }], shown: 'C', character: true },
  decide: { context: 'qualification', strokes: [{ key: 'Enter' }], shown: '⏎' },
  decideFromField: { context: 'qualification', strokes: [{ key: 'Enter', mod: true }], shown: 'Mod ⏎', everywhere: true },
  confirm: { context: 'second_look', strokes: digit(1), shown: '1', character: true },
  amend: { context: 'second_look', strokes: digit(2), shown: '2', character: true },
  return: { context: 'second_look', strokes: digit(3), shown: '3', character: true },
  explain: { context: 'second_look', strokes: [{ key: 'm' }], shown: 'M', character: true },
  give: { context: 'second_look', strokes: [{ key: 'Enter' }], shown: '⏎' },
  giveFromField: { context: 'second_look', strokes: [{ key: 'Enter', mod: true }], shown: 'Mod ⏎', everywhere: true },
} as const satisfies Record<string, Binding>

export type BindingId = keyof typeof BINDINGS
export const BINDING_IDS = Object.keys(BINDINGS) as BindingId[]

/** Contexts that are alive on the page at the same time; none of their keys may collide. */
export const TOGETHER: readonly (readonly Context[])[] = [
  ['global', 'queue', 'stage', 'qualification'],
  ['global', 'queue', 'stage', 'second_look'],
]
