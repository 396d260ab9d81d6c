import { create } from 'zustand'
import type { Settings } from '../../contract/api.ts'
import type { Taxonomy } from '../../contract/taxonomy.ts'
import type { Locale } from '../../contract/words.ts'
import { call } from '../api/client.ts'
import { spoken, speak } from '../i18n/language.ts'
import { allowSingleKeys } from '../shortcuts/keyboard.ts'

type SettingsStore = { settings: Settings | null; taxonomy: Taxonomy | null; chosenLocale: Locale | null }

/** `chosenLocale`: what a person chose on the sign-in page, before their settings could be read. */
export const useSettings = create<SettingsStore>(() => ({ settings: null, taxonomy: null, chosenLocale: null }))

export async function loadSettings(): Promise<void> {
  const [settings, taxonomy] = await Promise.all([call('settings'), call('taxonomy')])
  const { chosenLocale } = useSettings.getState()
  useSettings.setState({ taxonomy, settings })
  if (chosenLocale !== null && chosenLocale !== settings.locale) await saveSettings({ locale: chosenLocale })
  else await apply(settings)
  useSettings.setState({ chosenLocale: null })
}

/** Shows the change at once and goes back to what was when the core refuses it. */
export async function saveSettings(change: Partial<Settings>): Promise<void> {
  const before = useSettings.getState().settings
  if (before === null) return
  await apply({ ...before, ...change })
  try {
    await apply(await call('saveSettings', { body: { ...before, ...change } }))
  } catch (thrown) {
    await apply(before)
    throw thrown
  }
}

/** On the sign-in page, where nobody's settings are known yet. */
export async function chooseLocale(locale: Locale): Promise<void> {
  useSettings.setState({ chosenLocale: locale })
  await speak(locale)
}

export function forgetSettings(): void {
  useSettings.setState({ settings: null, taxonomy: null })
  allowSingleKeys(true)
}

async function apply(settings: Settings): Promise<void> {
  useSettings.setState({ settings })
  document.documentElement.dataset['theme'] = settings.theme
  allowSingleKeys(settings.singleKeyShortcuts)
  if (spoken() !== settings.locale) await speak(settings.locale)
}
