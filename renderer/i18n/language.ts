import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '../../contract/words.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

/** Starts the sentences in one language. Both are in the page already: nothing is fetched. */
export async function startLanguage(locale: Locale): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    supportedLngs: ['fr', 'en'],
    resources: { fr: { translation: fr }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = locale
}

export async function speak(locale: Locale): Promise<void> {
  document.documentElement.lang = locale
  await i18next.changeLanguage(locale)
}

export function spoken(): Locale {
  return i18next.language === 'fr' ? 'fr' : 'en'
}
