import { describe, expect, test } from 'vitest'
import en from '../i18n/en.json' with { type: 'json' }
import fr from '../i18n/fr.json' with { type: 'json' }
import { BINDING_IDS, BINDINGS, TOGETHER } from './bindings.ts'
import type { Binding } from './bindings.ts'
import { bindingOf } from './match.ts'
import type { Press, Surroundings } from './match.ts'

const calm: Surroundings = { typing: false, onControl: false, dialogOpen: false, singleKeys: true }
const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

function strokesOf(binding: Binding): string[] {
  return binding.strokes.flatMap((stroke) => (stroke.codes ?? [stroke.key]).map((name) => `${stroke.mod === true ? 'Mod ' : ''}${name}`))
}

describe('the table of keys', () => {
  test('gives no key two meanings among contexts that are alive together', () => {
    for (const contexts of TOGETHER) {
      const strokes = BINDING_IDS.filter((id) => contexts.includes(BINDINGS[id].context)).flatMap((id) => strokesOf(BINDINGS[id]))
      expect(strokes.filter((stroke, index) => strokes.indexOf(stroke) !== index)).toEqual([])
    }
  })

  test('says in both languages what each key does', () => {
    for (const id of BINDING_IDS) {
      expect(fr.shortcuts.does[id], id).toBeTruthy()
      expect(en.shortcuts.does[id], id).toBeTruthy()
    }
  })

  test('marks every letter, digit and sign that stands alone as one that can be switched off', () => {
    for (const id of BINDING_IDS) {
      const binding: Binding = BINDINGS[id]
      const alone = binding.strokes.some((s) => s.mod !== true && (s.codes !== undefined || (s.key?.length === 1 && s.key !== ' ')))
      expect(binding.character === true, id).toBe(alone)
    }
  })
})

describe('a key press', () => {
  test('of the first digit key means illegal on AZERTY too, where it types an ampersand', () => {
    expect(bindingOf(press('&', { code: 'Digit1' }), BINDING_IDS, calm)).toBe('illegal')
  })

  test('means nothing while a field has the focus, but for the keys made for it', () => {
    for (const id of BINDING_IDS) {
      const stroke = (BINDINGS[id] as Binding).strokes[0]
      const pressed = press(stroke?.key ?? '', { code: stroke?.codes?.[0] ?? '', ctrlKey: stroke?.mod === true })
      const found = bindingOf(pressed, [id], { ...calm, typing: true })
      expect(found, id).toBe((BINDINGS[id] as Binding).everywhere === true ? id : null)
    }
  })

  test('of a letter means nothing once single keys are switched off, while Space still reveals', () => {
    expect(bindingOf(press('z'), BINDING_IDS, { ...calm, singleKeys: false })).toBeNull()
    expect(bindingOf(press(' '), BINDING_IDS, { ...calm, singleKeys: false })).toBe('hold')
  })

  test('of Space or Enter belongs to the control that the keyboard reached', () => {
    expect(bindingOf(press(' '), BINDING_IDS, { ...calm, onControl: true })).toBeNull()
    expect(bindingOf(press('z'), BINDING_IDS, { ...calm, onControl: true })).toBe('undo')
  })

  test('with Control or Shift is left to the browser unless the table names it', () => {
    expect(bindingOf(press('z', { ctrlKey: true }), BINDING_IDS, calm)).toBeNull()
    expect(bindingOf(press('Z', { shiftKey: true }), BINDING_IDS, calm)).toBeNull()
    expect(bindingOf(press('l', { metaKey: true }), BINDING_IDS, calm)).toBe('lock')
    expect(bindingOf(press('?', { shiftKey: true }), BINDING_IDS, calm)).toBe('help')
  })
})
