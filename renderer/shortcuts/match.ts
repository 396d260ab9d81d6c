import { BINDINGS } from './bindings.ts'
import type { Binding, BindingId, Stroke } from './bindings.ts'

export type Press = { key: string; code: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }
export type Surroundings = {
  /** A text field or a list box of the browser's has the focus. */
  typing: boolean
  /** A button, link or box has the focus and got it by the keyboard: Space and Enter are its own. */
  onControl: boolean
  dialogOpen: boolean
  singleKeys: boolean
}

/** Which of the bindings that are alive a key press means; null when it means none, or belongs to what has the focus. */
export function bindingOf(press: Press, alive: readonly BindingId[], where: Surroundings): BindingId | null {
  return alive.find((id) => allowed(BINDINGS[id], press, where) && BINDINGS[id].strokes.some((stroke) => fits(stroke, press))) ?? null
}

function allowed(binding: Binding, press: Press, where: Surroundings): boolean {
  if (binding.everywhere === true) return true
  if (where.typing || where.dialogOpen) return false
  if (binding.character === true && !where.singleKeys) return false
  return !(where.onControl && (press.key === ' ' || press.key === 'Enter'))
}

function fits(stroke: Stroke, press: Press): boolean {
  const mod = press.ctrlKey || press.metaKey
  if (mod !== (stroke.mod === true) || press.altKey) return false
  if (stroke.codes !== undefined) return stroke.codes.includes(press.code)
  const isSign = stroke.key?.length === 1 && !/[a-z ]/.test(stroke.key)
  if (press.shiftKey && !isSign) return false
  return press.key.toLowerCase() === stroke.key?.toLowerCase()
}
