import { useTranslation } from 'react-i18next'
import { BINDINGS } from '../shortcuts/bindings.ts'
import type { Binding, BindingId } from '../shortcuts/bindings.ts'
import { singleKeysAllowed } from '../shortcuts/keyboard.ts'

const IS_MAC = /mac/i.test(navigator.userAgent)

/** The key of a binding, as it is printed on the keyboard; nothing where single keys are switched off. */
export function Key({ of, always = false }: { of: BindingId; always?: boolean }) {
  const { t } = useTranslation()
  const binding: Binding = BINDINGS[of]
  if (binding.character === true && !always && !singleKeysAllowed()) return null
  const shown = binding.shown
    .replace(/\{(\w+)\}/g, (_whole, word: string) => t(`shortcuts.keys.${word}`))
    .replace('Mod ', IS_MAC ? '⌘' : `${t('shortcuts.keys.control')} `)
  return (
    <kbd className="key" aria-hidden={!always}>
      {shown}
    </kbd>
  )
}
