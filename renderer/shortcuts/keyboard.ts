import { useEffect, useRef } from 'react'
import type { BindingId } from './bindings.ts'
import { bindingOf } from './match.ts'

type Handler = { press: () => void; release?: () => void }
const alive = new Map<BindingId, Handler[]>()
let held: { code: string; release: () => void } | null = null
let lastMove: 'pointer' | 'key' = 'pointer'
let singleKeys = true

export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed
}

/** Gives a binding its deed while the component is there; the last one mounted wins. */
export function useShortcut(id: BindingId, press: () => void, options: { release?: () => void; enabled?: boolean } = {}): void {
  const latest = useRef<Handler>({ press })
  const enabled = options.enabled !== false
  useEffect(() => {
    latest.current = { press, ...(options.release === undefined ? {} : { release: options.release }) }
  })
  useEffect(() => {
    if (!enabled) return
    const handler: Handler = { press: () => latest.current.press(), release: () => latest.current.release?.() }
    alive.set(id, [...(alive.get(id) ?? []), handler])
    return () => {
      const rest = (alive.get(id) ?? []).filter((other) => other !== handler)
      if (rest.length === 0) alive.delete(id)
      else alive.set(id, rest)
    }
  }, [id, enabled])
}

/** Listens for the whole page; answers the function that stops it. */
export function startKeyboard(): () => void {
  const options = { capture: true }
  window.addEventListener('keydown', onDown, options)
  window.addEventListener('keyup', onUp, options)
  window.addEventListener('blur', letGo)
  window.addEventListener('pointerdown', onPointer, options)
  return () => {
    window.removeEventListener('keydown', onDown, options)
    window.removeEventListener('keyup', onUp, options)
    window.removeEventListener('blur', letGo)
    window.removeEventListener('pointerdown', onPointer, options)
  }
}

function onPointer(): void {
  lastMove = 'pointer'
}

function onDown(event: KeyboardEvent): void {
  if (event.key === 'Tab') lastMove = 'key'
  if (held !== null && event.code === held.code) {
    event.preventDefault()
    return
  }
  if (event.isComposing || (event.repeat && !/^(Arrow.*|[jk])$/i.test(event.key))) return
  const target = event.target instanceof HTMLElement ? event.target : null
  if (event.key.startsWith('Arrow') && isControl(target, event.key) && target?.matches('input') === true) return
  const dialogOpen = document.querySelector('dialog[open]') !== null
  const onControl = isControl(target, event.key)
  const id = bindingOf(event, [...alive.keys()], { typing: isField(target), onControl, dialogOpen, singleKeys })
  const handler = id === null ? undefined : alive.get(id)?.at(-1)
  if (handler === undefined) return
  event.preventDefault()
  if (id === 'hold') held = { code: event.code, release: () => handler.release?.() }
  handler.press()
}

function onUp(event: KeyboardEvent): void {
  if (held === null || event.code !== held.code) return
  event.preventDefault()
  letGo()
}

function letGo(): void {
  const leaving = held
  held = null
  leaving?.release()
}

function isField(target: HTMLElement | null): boolean {
  if (target === null) return false
  if (target.isContentEditable || target.matches('textarea, select')) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file', 'range'].includes(target.type)
}

/**
 * After a click the focus rests on what was clicked, but the next Space or Enter is not meant for it. On a radio or a box
 * Enter has no meaning of its own.
 */
function isControl(target: HTMLElement | null, key: string): boolean {
  if (lastMove !== 'key' || target === null) return false
  if (key === 'Enter' && target.matches('[type=radio], [type=checkbox]')) return false
  return target.matches('button, a, summary, input, [role="button"], [role="radio"]')
}

export function singleKeysAllowed(): boolean {
  return singleKeys
}
