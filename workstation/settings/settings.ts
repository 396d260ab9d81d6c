import { Settings } from '../../contract/api.ts'
import type { Locale } from '../../contract/words.ts'
import type { Store } from '../store/store.ts'
import { createSettingsStore } from './settings.store.ts'

export interface SettingsOf {
  /** The signed-in person's; what they never set has its default. */
  get(): Settings
  save(settings: Settings): Settings
}

function defaultSettings(systemLocale: Locale): Settings {
  return { locale: systemLocale, theme: 'system', autoCoverSeconds: 10, singleKeyShortcuts: true, idleLockMinutes: 10 }
}

export function createSettings({ store, personId, systemLocale }: { store: Store; personId: string; systemLocale: Locale }): SettingsOf {
  const stored = createSettingsStore(store)
  const read = (): Settings => Settings.parse({ ...defaultSettings(systemLocale), ...stored.read(personId) })
  // Held in memory: the idle lock asks twice a second, and must come also where the database cannot be read any more.
  let current = read()
  return {
    get: () => current,
    save(settings) {
      stored.write(personId, settings)
      return (current = read())
    },
  }
}
